/** What the outputs of a flow are distributed by. */
import {
  type DType,
  floatx,
  NotImplementedError,
  ops,
  random,
  type SeedGenerator,
  type Tensor,
  type TensorLike,
  tensor,
  ValueError,
} from '@org/core';
import { bindOptions } from '@org/core/python';
import { Layer, type LayerOptions } from '@org/layers';
import { sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { product, range } from '../utilities/numbers.js';
import {
  GAUSSIAN_MIXTURE_PARAMETERS,
  type GaussianMixtureArguments,
  UNIFORM_BASE_PARAMETERS,
  type UniformBaseArguments,
} from './signatures.js';

const LOG_TWO_PI = Math.log(2 * Math.PI);

export interface SampleOptions {
  seed?: number | SeedGenerator | null;
  /** One for each sample, where the distribution depends on it. */
  condition?: TensorLike | null;
}

/**
 * Base class of the distributions that flows map to. Subclasses define `logProb` and `sample`; what is trained of them are weights, as
 * those of a layer.
 */
export class BaseDistribution extends Layer {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'BaseDistribution', FLOWS);
  static override readonly callParameters: readonly string[] = ['z', '*', 'condition'];

  /** The logarithm of the density for each sample, under its condition: `[batch]`. */
  logProb(_z: Tensor, _condition: TensorLike | null = null): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must define logProb(z).`);
  }

  /** Samples of the given shape, whose first axis counts them. */
  sample(_shape: readonly number[], _options: SampleOptions = {}): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must define sample(shape).`);
  }

  /** What samples of the given shape are in the mean, where that is known: a tensor that is broadcast to it. */
  expectedValue(_shape: readonly number[], _options: Pick<SampleOptions, 'condition'> = {}): Tensor {
    throw new NotImplementedError(`${this.constructor.name} has no expected value that is known.`);
  }

  override call(z: Tensor, { condition = null }: Pick<SampleOptions, 'condition'> = {}): Tensor {
    return this.logProb(z, condition);
  }
}

/** @throws ValueError for other shapes than batches of samples of the given one */
export function assertSamples(of: BaseDistribution, shape: readonly number[], sampleShape: readonly number[]): void {
  if (shape.length === sampleShape.length + 1 && sampleShape.every((size, i) => size === shape[i + 1])) return;
  throw new ValueError(`${of.constructor.name} is a distribution of samples of one shape.`, {
    expected: `[${['batch', ...sampleShape].join(', ')}]`,
    received: `[${shape.join(', ')}]`,
  });
}

/** As many seeds of one, for numbers that do not depend on each other. */
export const seedsOf = (seed: SampleOptions['seed'], count: number): (number | SeedGenerator | null)[] =>
  range(count).map((i) => (typeof seed === 'number' ? (seed + i * 0x9e3779b1) % 0x7fffffff : (seed ?? null)));

/** Independent normal numbers with mean 0 and variance 1. */
export class StandardNormal extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'StandardNormal', FLOWS);

  override logProb(z: Tensor): Tensor {
    return sumPerSample(z.square().add(LOG_TWO_PI)).mul(-0.5);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    return random.normal(shape, { seed });
  }

  override expectedValue(shape: readonly number[]): Tensor {
    return ops.zeros([...shape]);
  }
}

export interface UniformBaseOptions extends LayerOptions {
  /** A number, or one for each element along the last axis. */
  low?: number | readonly number[];
  /** The same. */
  high?: number | readonly number[];
}

/**
 * Independent numbers, uniform from `low` to `high`, 0 to 1 if not said otherwise. Outside of it the density is 0.
 *
 * @throws ValueError where `low` is not less than `high`
 * @example
 * const box = new UniformBase({ low: [0, -1], high: [2, 1] });
 */
export class UniformBase extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'UniformBase', FLOWS);

  readonly low: number | readonly number[];
  readonly high: number | readonly number[];

  constructor(...args: UniformBaseArguments) {
    const { low = 0, high = 1, ...options } = bindOptions(UNIFORM_BASE_PARAMETERS, args);
    super(options);
    const [least, most] = [low, high].map((each) => [each].flat()) as [number[], number[]];
    const fit = least.length === most.length || least.length === 1 || most.length === 1;
    const at = (each: readonly number[], i: number) => each[Math.min(i, each.length - 1)]!;
    if (!(fit && range(Math.max(least.length, most.length)).every((i) => at(least, i) < at(most, i)))) {
      throw new ValueError('low is less than high, for each element.', { received: `low ${low}, high ${high}` });
    }
    this.low = low;
    this.high = high;
  }

  override logProb(z: Tensor): Tensor {
    const [low, high] = this.#bounds(z.dtype);
    const inside = z.greaterEqual(low).logicalAnd(z.less(high));
    return sumPerSample(ops.where(inside, high.sub(low).log().neg(), Number.NEGATIVE_INFINITY).cast(z.dtype));
  }

  #bounds(dtype: DType): [low: Tensor, high: Tensor] {
    return [this.low, this.high].map((each) => ops.cast(ops.convertToTensor(each as number), dtype)) as [
      Tensor,
      Tensor,
    ];
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    const [low, high] = this.#bounds(floatx());
    return random.uniform(shape, 0, 1, { seed }).mul(high.sub(low)).add(low);
  }

  override expectedValue(shape: readonly number[]): Tensor {
    const [low, high] = this.#bounds(floatx());
    return ops.broadcastTo(low.add(high).mul(0.5), [...shape]);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), low: this.low, high: this.high };
  }
}

export interface GaussianMixtureOptions extends LayerOptions {
  /** `[components][size]` */
  means: readonly (readonly number[])[];
  /** Of all components. */
  deviation: number;
}

/**
 * A mixture of normal distributions with means and standard deviations of their own, all with the same weight, over vectors.
 *
 * @example
 * const mixture = new GaussianMixture([[-2, 0], [2, 0]], 0.5);
 */
export class GaussianMixture extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'GaussianMixture', FLOWS);

  readonly means: readonly (readonly number[])[];
  readonly deviation: number;

  constructor(...args: GaussianMixtureArguments) {
    const { means, deviation, ...options } = bindOptions(GAUSSIAN_MIXTURE_PARAMETERS, args);
    super(options);
    const size = means[0]?.length ?? 0;
    if (size === 0 || means.some((each) => each.length !== size) || !(deviation > 0)) {
      throw new ValueError('A mixture has means of one size, at least one, and a positive deviation.', {
        received: `means [${means.map((each) => `[${each}]`).join(', ')}], deviation ${deviation}`,
      });
    }
    this.means = means;
    this.deviation = deviation;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), means: this.means, deviation: this.deviation };
  }

  get #centers(): Tensor {
    return tensor(this.means.flat(), [this.means.length, this.means[0]!.length], floatx());
  }

  override logProb(z: Tensor): Tensor {
    const size = this.means[0]!.length;
    assertSamples(this, z.shape, [size]);
    const square = ops.expandDims(z, 1).sub(this.#centers).div(this.deviation).square().sum(-1);
    const constant = size * (0.5 * LOG_TWO_PI + Math.log(this.deviation)) + Math.log(this.means.length);
    return ops.logsumexp(square.mul(-0.5), { axis: 1 }).sub(constant);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [this.means[0]!.length]);
    const count = product(shape.slice(0, -1));
    const [ofComponents, ofNoise] = seedsOf(seed, 2);
    const which = random.randint([count], 0, this.means.length, { seed: ofComponents });
    const noise = random.normal(shape, { seed: ofNoise });
    return ops.reshape(ops.take(this.#centers, which, { axis: 0 }), [...shape]).add(noise.mul(this.deviation));
  }
}
