import { ops, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../../register.js';
import { range } from '../../utilities/numbers.js';
import { assertSamples, BaseDistribution, type SampleOptions } from '../base-distribution.js';
import { drawnByRejection } from './rejection.js';
import { PLANE_DENSITY_PARAMETERS, type PlaneDensityArguments } from './signatures.js';

export type PlaneDensityName =
  | 'twoMoons'
  | 'circularMixture'
  | 'rings'
  | 'twoModes'
  | 'sinusoidal'
  | 'sinusoidalGap'
  | 'sinusoidalSplit'
  | 'smiley';

export interface PlaneDensityOptions extends LayerOptions {
  /** Which one. */
  density: PlaneDensityName;
  /** Of 'circularMixture' and 'rings': how many there are, 8 and 2 if not said otherwise. */
  count?: number | null;
  /** Of the two modes, waves and the smiley: how far they are spread. */
  scale?: number;
  /** Of waves: their length. */
  period?: number;
  /** Of 'twoModes': how far they are from the origin. */
  location?: number;
  /** Samples are drawn from the square from minus this to this. */
  reach?: number;
}

interface Shape {
  readonly count: number;
  readonly scale: number;
  readonly period: number;
  readonly location: number;
}
type LogDensity = (x: Tensor, y: Tensor, shape: Shape) => Tensor;

const radius = (x: Tensor, y: Tensor): Tensor => ops.sqrt(x.square().add(y.square()));
/** -½ (x / deviation)² */
const bell = (x: Tensor, deviation: number): Tensor => x.div(deviation).square().mul(-0.5);
const wave = (x: Tensor, { period }: Shape): Tensor => ops.sin(x.mul((2 * Math.PI) / period));
/** So that densities of waves end somewhere. */
const envelope = (x: Tensor, y: Tensor, { scale }: Shape): Tensor =>
  x
    .square()
    .square()
    .add(y.square().square())
    .div((20 * scale) ** 4)
    .mul(-0.5);
const eitherOf = (first: Tensor, second: Tensor): Tensor => ops.logaddexp(first, second);

/** Of each the formula, and a bound of its values. */
const densities: Readonly<Record<PlaneDensityName, readonly [LogDensity, most: (shape: Shape) => number]>> = {
  twoMoons: [
    (x, y) => bell(radius(x, y).sub(2), 0.2).add(eitherOf(bell(x.sub(2), 0.3), bell(x.add(2), 0.3))),
    () => Math.LN2,
  ],
  circularMixture: [
    (x, y, { count }) => {
      const scale = (2 / 3) * Math.sin(Math.PI / count);
      const each = range(count).map((i) => {
        const angle = (2 * Math.PI * i) / count;
        return bell(x.sub(2 * Math.sin(angle)), scale).add(bell(y.sub(2 * Math.cos(angle)), scale));
      });
      return ops.logsumexp(ops.stack(each), { axis: 0 }).sub(Math.log(2 * Math.PI * scale ** 2 * count));
    },
    ({ count }) => -Math.log(2 * Math.PI * ((2 / 3) * Math.sin(Math.PI / count)) ** 2),
  ],
  rings: [
    (x, y, { count }) => {
      const each = range(count).map((i) => bell(radius(x, y).sub((2 / count) * (i + 1)), 1 / 4 / count));
      return ops.logsumexp(ops.stack(each), { axis: 0 });
    },
    ({ count }) => Math.log(count),
  ],
  twoModes: [
    (x, y, { location, scale }) =>
      bell(radius(x, y).sub(location), 2 * scale).add(
        eitherOf(bell(x.sub(location), 3 * scale), bell(x.add(location), 3 * scale)),
      ),
    () => Math.LN2,
  ],
  sinusoidal: [(x, y, shape) => bell(y.sub(wave(x, shape)), shape.scale).add(envelope(x, y, shape)), () => 0],
  sinusoidalGap: [
    (x, y, shape) => {
      const gap = bell(x.sub(1), 0.6).exp().mul(3);
      const from = y.sub(wave(x, shape));
      return eitherOf(bell(from, shape.scale), bell(from.add(gap), shape.scale)).add(envelope(x, y, shape));
    },
    () => Math.LN2,
  ],
  sinusoidalSplit: [
    (x, y, shape) => {
      const gap = ops.sigmoid(x.sub(1).div(0.3)).mul(3);
      const from = y.sub(wave(x, shape));
      return eitherOf(bell(from, shape.scale), bell(from.add(gap), shape.scale)).add(envelope(x, y, shape));
    },
    () => Math.LN2,
  ],
  smiley: [
    (x, y, { scale }) => bell(radius(x, y).sub(2), 2 * scale).add(bell(ops.abs(y.add(0.8)).sub(1.2), 2 * scale)),
    () => 0,
  ],
};

/**
 * Densities in the plane that flows are tried on as targets (those of normflows: `TwoMoons`, `CircularGaussianMixture`, `RingMixture`,
 * `TwoModes`, `Sinusoidal` and its kin, `Smiley`), without their constant factor, but for 'circularMixture'. Samples are drawn by rejection.
 *
 * @throws ValueError for another density, or numbers that are not positive
 * @example
 * const target = new PlaneDensity('twoMoons');
 * const samples = target.sample([100, 2], { seed: 1 });
 */
export class PlaneDensity extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'PlaneDensity', FLOWS);

  readonly density: PlaneDensityName;
  readonly reach: number;
  readonly #shape: Shape;

  constructor(...args: PlaneDensityArguments) {
    const {
      density,
      count = null,
      scale = 0.4,
      period = 4,
      location = 2,
      reach = 3,
      ...options
    } = bindOptions(PLANE_DENSITY_PARAMETERS, args);
    super(options);
    const shape = { count: count ?? (density === 'rings' ? 2 : 8), scale, period, location };
    const arePositive = [...Object.values(shape), reach].every((each) => each > 0) && Number.isInteger(shape.count);
    if (!Object.hasOwn(densities, density) || !arePositive) {
      throw new ValueError('PlaneDensity knows some densities, of positive numbers.', {
        expected: Object.keys(densities).join(', '),
        received: `${density}, count ${shape.count}, scale ${scale}, period ${period}, location ${location}, reach ${reach}`,
      });
    }
    this.density = density;
    this.reach = reach;
    this.#shape = shape;
  }

  override logProb(z: Tensor): Tensor {
    assertSamples(this, z.shape, [2]);
    return densities[this.density][0](z.at(':', 0), z.at(':', 1), this.#shape);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [2]);
    const most = densities[this.density][1](this.#shape);
    return drawnByRejection((z) => this.logProb(z), shape[0]!, { reach: this.reach, most, seed });
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), density: this.density, ...this.#shape, reach: this.reach };
  }
}
