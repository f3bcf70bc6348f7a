import { evaluateGraph } from '../graph/evaluate.js';
import { toNumbers } from '../tensor/host-array.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { runTensor } from '../testing/run-graph.js';
import { vmap } from '../transforms/vmap.js';
import * as random from './index.js';

const key = (seed: number, call: number) => tensor(new Uint32Array([seed, call]));
const inJavaScript = (x: Tensor) => toNumbers(evaluateGraph([x])[0]!);
const inRuntime = async (x: Tensor) => toNumbers(await runTensor(x));

const [ROWS, COLUMNS, RATE] = [128, 512, 0.2];
const SIZE = ROWS * COLUMNS;
const maskOf = (seed: number, call: number, shape: readonly number[] = [ROWS, COLUMNS]) =>
  Uint8Array.from(inJavaScript(random.fastDropoutMask(key(seed, call), shape, RATE)));

/** How far a number of successes in independent trials is from its mean, in standard deviations. */
const deviation = (count: number, trials: number, probability: number): number =>
  Math.abs(count - trials * probability) / Math.sqrt(trials * probability * (1 - probability));

/** Counts how often all of `places` are dropped, over all elements of a mask. */
function jointDrops(mask: Uint8Array, places: readonly (readonly [number, number])[]): number {
  let count = 0;
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const dropped = places.every(([dr, dc]) => !mask[((row + dr) % ROWS) * COLUMNS + ((column + dc) % COLUMNS)]);
      if (dropped) count += 1;
    }
  }
  return count;
}

const keys: [number, number][] = [
  [0, 0],
  [1337, 7],
  [4294967295, 3],
];

describe.each(keys)('the dropout mask of key [%d, %d]', (seed, call) => {
  const mask = maskOf(seed, call);
  /** Drops in each of `lines` rows or columns, of `length` elements that are `step` apart. */
  const dropsOf = (lines: number, stride: number, length: number, step: number): number[] =>
    Array.from({ length: lines }, (_, line) => {
      let count = 0;
      for (let i = 0; i < length; i++) count += 1 - mask[line * stride + i * step]!;
      return count;
    });

  test.each([
    ['matrix', 1, 0, SIZE, 1],
    ['row', ROWS, COLUMNS, COLUMNS, 1],
    ['column', COLUMNS, 1, ROWS, COLUMNS],
  ] as const)('drops the rate of each %s', (_name, lines, stride, length, step) => {
    const deviations = dropsOf(lines, stride, length, step).map((count) => deviation(count, length, RATE));
    expect(Math.max(...deviations)).toBeLessThan(5);
    // χ² of as many degrees of freedom as there are lines.
    const squares = deviations.reduce((sum, each) => sum + each ** 2, 0);
    expect(Math.abs(squares - lines) / Math.sqrt(2 * lines)).toBeLessThan(5);
  });

  test.each([
    [
      'neighbours in a row',
      [
        [0, 0],
        [0, 1],
      ],
    ],
    [
      'neighbours in a column',
      [
        [0, 0],
        [1, 0],
      ],
    ],
    [
      'neighbours on a diagonal',
      [
        [0, 0],
        [1, 1],
      ],
    ],
    [
      'elements far apart',
      [
        [0, 0],
        [17, 256],
      ],
    ],
    [
      'three in a row',
      [
        [0, 0],
        [0, 1],
        [0, 2],
      ],
    ],
    [
      'a corner',
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
    ],
    [
      'a small rectangle',
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
    ],
    [
      'a large rectangle',
      [
        [0, 0],
        [0, 100],
        [31, 0],
        [31, 100],
      ],
    ],
  ] as [string, [number, number][]][])('%s are dropped independently', (_name, places) => {
    expect(deviation(jointDrops(mask, places), SIZE, RATE ** places.length)).toBeLessThan(6);
  });

  test('other calls and other layers have unrelated masks', () => {
    for (const other of [maskOf(seed, call + 1), maskOf(seed, call + 2), maskOf((seed + 1) % 2 ** 32, call)]) {
      const both = other.reduce((count, kept, i) => count + (kept || mask[i] ? 0 : 1), 0);
      expect(deviation(both, SIZE, RATE ** 2)).toBeLessThan(5);
    }
  });

  test('is the same in the runtime', async () => {
    const again = random.fastDropoutMask(key(seed, call), [ROWS, COLUMNS], RATE);
    expect(Uint8Array.from(await inRuntime(again))).toEqual(mask);
  });
});

test('an element is dropped independently in successive calls', () => {
  const calls = 4000;
  const masks = Array.from({ length: calls }, (_, call) => maskOf(11, call, [4, 5]));
  for (let i = 0; i < 20; i++) {
    let [once, twice] = [0, 0];
    masks.forEach((mask, call) => {
      once += 1 - mask[i]!;
      if (!mask[i] && !masks[(call + 1) % calls]![i]) twice += 1;
    });
    expect(deviation(once, calls, RATE)).toBeLessThan(5);
    expect(deviation(twice, calls, RATE ** 2)).toBeLessThan(5);
  }
});

test.each([[[7]], [[1, 9]], [[9, 1]], [[2, 3, 4]], [[0, 4]], [[]]])('masks of shape %j', (shape) => {
  expect(random.fastDropoutMask(key(1, 2), shape, RATE).shape).toEqual(shape);
  expect(maskOf(1, 2, shape)).toHaveLength(shape.reduce((size, n) => size * n, 1));
});

test('keys of a batch have a mask each', () => {
  const each = vmap((k: Tensor) => random.fastDropoutMask(k, [8, 8], RATE)) as (k: Tensor) => Tensor;
  const both = inJavaScript(each(tensor(new Uint32Array([5, 0, 5, 1]), [2, 2])));
  expect(Uint8Array.from(both)).toEqual(Uint8Array.from([...maskOf(5, 0, [8, 8]), ...maskOf(5, 1, [8, 8])]));
});

test.each([false, true])('uniform numbers fill a matrix evenly; words shared: %s', (sharesWords) => {
  const values = inJavaScript(random.fastUniform(key(3, 4), [ROWS, COLUMNS], { sharesWords }));
  const counts = new Float64Array(256);
  for (const value of values as Float32Array) counts[Math.floor(value * 256)]! += 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - SIZE / 256) ** 2 / (SIZE / 256), 0);
  expect(Math.abs(chiSquare - 255) / Math.sqrt(2 * 255)).toBeLessThan(5);
});
