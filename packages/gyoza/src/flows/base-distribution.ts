/** What the outputs of a flow are distributed by. */
import {
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
import { product } from '../utilities/numbers.js';
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

  /** The logarithm of the density for each sample, under its condition: `[batch]`. */
  logProb(_z: Tensor, _condition: TensorLike | null = null): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must define logProb(z).`);
  }

  /** Samples of the given shape, whose first axis counts them. */
  sample(_shape: readonly number[], _options: SampleOptions = {}): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must define sample(shape).`);
  }

  override call(z: Tensor): Tensor {
    return this.logProb(z);
  }
}

/** Independent normal numbers with mean 0 and variance 1. */
export class StandardNormal extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'StandardNormal', FLOWS);

  override logProb(z: Tensor): Tensor {
    return sumPerSample(z.square().add(LOG_TWO_PI)).mul(-0.5);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    return random.normal(shape, { seed });
  }
}

export interface UniformBaseOptions extends LayerOptions {
  low?: number;
  high?: number;
}

/** Independent numbers, uniform from `low` to `high`, 0 to 1 if not said otherwise. Outside of it the density is 0. */
export class UniformBase extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'UniformBase', FLOWS);

  readonly low: number;
  readonly high: number;

  constructor(...args: UniformBaseArguments) {
    const { low = 0, high = 1, ...options } = bindOptions(UNIFORM_BASE_PARAMETERS, args);
    super(options);
    if (!(low < high)) throw new ValueError('low is less than high.', { received: `low ${low}, high ${high}` });
    this.low = low;
    this.high = high;
  }

  override logProb(z: Tensor): Tensor {
    const inside = z.greaterEqual(this.low).logicalAnd(z.less(this.high));
    const logDensity = -Math.log(this.high - this.low);
    return sumPerSample(ops.where(inside, logDensity, Number.NEGATIVE_INFINITY).cast(z.dtype));
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    return random.uniform(shape, this.low, this.high, { seed });
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
    const size = z.shape.at(-1)!;
    if (z.rank !== 2 || size !== this.means[0]!.length) {
      throw new ValueError('A mixture is one of vectors of the size of its means.', {
        expected: `[batch, ${this.means[0]!.length}]`,
        received: `[${z.shape}]`,
      });
    }
    const square = ops.expandDims(z, 1).sub(this.#centers).div(this.deviation).square().sum(-1);
    const constant = size * (0.5 * LOG_TWO_PI + Math.log(this.deviation)) + Math.log(this.means.length);
    return ops.logsumexp(square.mul(-0.5), { axis: 1 }).sub(constant);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    const count = product(shape.slice(0, -1));
    const which = random.randint([count], 0, this.means.length, { seed });
    const noise = random.normal(shape, { seed });
    return ops.reshape(ops.take(this.#centers, which, { axis: 0 }), [...shape]).add(noise.mul(this.deviation));
  }
}
