/** Normal distributions whose means and deviations are trained, or depend on a condition. */
import { ops, PythonTypeError, random, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type Layer, type LayerOptions, serialize } from '@org/layers';
import { sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { assertSamples, BaseDistribution, type SampleOptions } from './base-distribution.js';
import {
  CONDITIONAL_NORMAL_PARAMETERS,
  type ConditionalNormalArguments,
  DIAGONAL_NORMAL_PARAMETERS,
  type DiagonalNormalArguments,
} from './signatures.js';

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** The logarithm of the density of independent normal numbers. */
const logDensity = (z: Tensor, mean: Tensor, logDeviation: Tensor): Tensor => {
  const square = z.sub(mean).mul(logDeviation.neg().exp()).square();
  return sumPerSample(square.add(LOG_TWO_PI).mul(-0.5).sub(logDeviation));
};

const draw = (shape: readonly number[], mean: Tensor, logDeviation: Tensor, seed: SampleOptions['seed']): Tensor =>
  random
    .normal(shape, { seed: seed ?? null })
    .mul(logDeviation.exp())
    .add(mean);

export interface DiagonalNormalOptions extends LayerOptions {
  /** Of a sample. */
  sampleShape: readonly number[];
}

/**
 * Independent normal numbers whose means and deviations are trained; 0 and 1 at first.
 *
 * @example
 * const base = new DiagonalNormal([2]);
 */
export class DiagonalNormal extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'DiagonalNormal', FLOWS);

  readonly sampleShape: readonly number[];
  readonly mean: Variable;
  readonly logDeviation: Variable;

  constructor(...args: DiagonalNormalArguments) {
    const { sampleShape, ...options } = bindOptions(DIAGONAL_NORMAL_PARAMETERS, args);
    super(options);
    this.sampleShape = [...sampleShape];
    const weight = (name: string) => this.addWeight({ name, shape: sampleShape, initializer: 'zeros' });
    this.mean = weight('mean');
    this.logDeviation = weight('log_deviation');
  }

  override logProb(z: Tensor): Tensor {
    assertSamples(this, z.shape, this.sampleShape);
    return logDensity(z, this.mean.value, this.logDeviation.value);
  }

  override sample(shape: readonly number[], { seed }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, this.sampleShape);
    return draw(shape, this.mean.value, this.logDeviation.value, seed);
  }

  override expectedValue(shape: readonly number[]): Tensor {
    return ops.broadcastTo(this.mean.value, [...shape]);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), sample_shape: this.sampleShape };
  }
}

export interface ConditionalNormalOptions extends LayerOptions {
  /** From conditions to means and logarithms of deviations, behind each other on the last axis. */
  network: Layer;
}

/**
 * Independent normal numbers, whose means and deviations a network makes of the condition: of classes, given as one-hot vectors, a `Dense`
 * layer makes a normal distribution for each.
 *
 * @throws ValueError without a condition
 * @example
 * import { layers } from '@org/models';
 * const base = new ConditionalNormal(new layers.Dense(2 * 4));
 */
export class ConditionalNormal extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ConditionalNormal', FLOWS);

  readonly network: Layer;

  constructor(...args: ConditionalNormalArguments) {
    const { network, ...options } = bindOptions(CONDITIONAL_NORMAL_PARAMETERS, args);
    super(options);
    if (typeof network !== 'function') {
      throw new PythonTypeError('ConditionalNormal has a layer or a model for conditions.', {
        received: String(network),
      });
    }
    this.network = network;
  }

  #meanAndDeviation(condition: TensorLike | null): [mean: Tensor, logDeviation: Tensor] {
    if (condition === null) {
      throw new ValueError('ConditionalNormal depends on a condition.', { hint: '{ condition } behind the inputs.' });
    }
    return ops.split(this.network(condition) as Tensor, 2, -1) as [Tensor, Tensor];
  }

  override logProb(z: Tensor, condition: TensorLike | null = null): Tensor {
    const [mean, logDeviation] = this.#meanAndDeviation(condition);
    return logDensity(z, mean, logDeviation);
  }

  override sample(shape: readonly number[], { seed, condition = null }: SampleOptions = {}): Tensor {
    const [mean, logDeviation] = this.#meanAndDeviation(condition);
    return draw(shape, mean, logDeviation, seed);
  }

  override expectedValue(_shape: readonly number[], { condition = null }: SampleOptions = {}): Tensor {
    return this.#meanAndDeviation(condition)[0];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), network: serialize(this.network) };
  }

  /** A distribution from the config of another, the network included. */
  static override fromConfig(config: Record<string, unknown>): ConditionalNormal {
    return super.fromConfig({ ...config, network: deserialize(config.network as never) }) as ConditionalNormal;
  }
}
