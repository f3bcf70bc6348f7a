/** Densities in the plane on which flows are usually shown. */
import { random, type Tensor, tensor, ValueError } from '@org/core';
import { numbersOf } from '../utilities/numbers.js';

/** Uniform and normal numbers for one point. */
interface Draw {
  readonly u: number;
  readonly v: number;
  readonly n1: number;
  readonly n2: number;
}

type Place = (draw: Draw) => readonly [x: number, y: number];

const turn = 2 * Math.PI;

const places: Readonly<Record<ToyDensity, Place>> = {
  eightGaussians: ({ u, n1, n2 }) => {
    const angle = (Math.floor(8 * u) * turn) / 8;
    return [2.2 * Math.cos(angle) + 0.2 * n1, 2.2 * Math.sin(angle) + 0.2 * n2];
  },
  twoMoons: ({ u, v, n1, n2 }) => {
    const [angle, isUpper] = [Math.PI * v, u < 0.5];
    const [x, y] = isUpper ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return [1.5 * (x - 0.5) + 0.12 * n1, 1.5 * (y - 0.25) + 0.12 * n2];
  },
  rings: ({ u, v, n1, n2 }) => {
    const radius = 0.65 * (1 + Math.floor(4 * u));
    return [radius * Math.cos(turn * v) + 0.06 * n1, radius * Math.sin(turn * v) + 0.06 * n2];
  },
  pinwheel: ({ u, n1, n2 }) => {
    const radius = 1.2 + 0.35 * n1;
    const angle = (Math.floor(5 * u) * turn) / 5 + 0.5 * Math.exp(radius - 1);
    const across = 0.12 * n2;
    return [
      1.1 * (radius * Math.cos(angle) - across * Math.sin(angle)),
      1.1 * (radius * Math.sin(angle) + across * Math.cos(angle)),
    ];
  },
  swissRoll: ({ u, n1, n2 }) => {
    const angle = 1.5 * Math.PI * (1 + 2 * u);
    return [0.19 * angle * Math.cos(angle) + 0.08 * n1, 0.19 * angle * Math.sin(angle) + 0.08 * n2];
  },
  twoSpirals: ({ u, v, n1, n2 }) => {
    const angle = Math.sqrt(u) * 540 * (Math.PI / 180);
    const side = v < 0.5 ? -1 : 1;
    const radius = angle / 4;
    return [side * radius * -Math.cos(angle) + 0.06 * n1, side * radius * Math.sin(angle) + 0.06 * n2];
  },
  checkerboard: ({ u, v }) => {
    const x = 4 * u - 2;
    const row = 2 * Math.floor(2 * v) + (Math.floor(x + 2) % 2);
    return [x * 1.3, (row - 2 + ((2 * v) % 1)) * 1.3];
  },
  cosine: ({ u, n1 }) => {
    const x = 5 * u - 2.5;
    return [x, Math.cos(2.5 * x) + 0.15 * n1];
  },
};

export type ToyDensity =
  | 'eightGaussians'
  | 'twoMoons'
  | 'rings'
  | 'pinwheel'
  | 'swissRoll'
  | 'twoSpirals'
  | 'checkerboard'
  | 'cosine';

/** The names of all. */
export const toyDensities: readonly ToyDensity[] = Object.keys(places) as ToyDensity[];

/**
 * Points from one of the densities, all within 4 of the origin but for rare ones.
 *
 * @returns `[count, 2]`
 * @example
 * const points = toySamples('twoMoons', 512, { seed: 1 });
 */
export function toySamples(density: ToyDensity, count: number, { seed = null }: { seed?: number | null } = {}): Tensor {
  if (!Object.hasOwn(places, density)) {
    throw new ValueError('There is no toy density of this name.', {
      expected: toyDensities.join(', '),
      received: String(density),
    });
  }
  const uniform = numbersOf(random.uniform([count, 2], { seed }));
  const normal = numbersOf(random.normal([count, 2], { seed: seed === null ? null : seed + 1 }));
  const values = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const [a, b] = [2 * i, 2 * i + 1];
    values.set(places[density]({ u: uniform[a]!, v: uniform[b]!, n1: normal[a]!, n2: normal[b]! }), a);
  }
  return tensor(values, [count, 2]);
}
