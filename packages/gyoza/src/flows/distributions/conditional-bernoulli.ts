import { ops, PythonTypeError, random, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type Layer, type LayerOptions, serialize } from '@org/layers';
import { described } from '../../errors.js';
import { sumPerSample } from '../../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../../register.js';
import { BaseDistribution, type SampleOptions } from '../base-distribution.js';
import { CONDITIONAL_BERNOULLI_PARAMETERS, type ConditionalBernoulliArguments } from './signatures.js';

export interface ConditionalBernoulliOptions extends LayerOptions {
  /** From conditions to the logits of ones, in the shape of the samples. */
  network: Layer;
}

/**
 * Independent zeros and ones, the probabilities of which a network makes of the condition: what decodes black and white pictures. Numbers
 * in between count as so much of both.
 *
 * @throws ValueError without a condition
 * @example
 * import { layers } from '@org/models';
 * const decoder = new ConditionalBernoulli(new layers.Dense(784));
 */
export class ConditionalBernoulli extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ConditionalBernoulli', FLOWS);

  readonly network: Layer;

  constructor(...args: ConditionalBernoulliArguments) {
    const { network, ...options } = bindOptions(CONDITIONAL_BERNOULLI_PARAMETERS, args);
    super(options);
    if (typeof network !== 'function') {
      throw new PythonTypeError('ConditionalBernoulli has a layer or a model for conditions.', {
        received: described(network),
      });
    }
    this.network = network;
  }

  #logits(condition: TensorLike | null): Tensor {
    if (condition !== null) return this.network(condition) as Tensor;
    throw new ValueError('ConditionalBernoulli depends on a condition.', { hint: '{ condition } behind the inputs.' });
  }

  override logProb(z: Tensor, condition: TensorLike | null = null): Tensor {
    const logits = this.#logits(condition);
    return sumPerSample(z.mul(logits).sub(ops.softplus(logits)));
  }

  override sample(shape: readonly number[], { seed = null, condition = null }: SampleOptions = {}): Tensor {
    const probabilities = this.expectedValue(shape, { condition });
    return ops.cast(random.uniform(shape, 0, 1, { seed }).less(probabilities), probabilities.dtype);
  }

  override expectedValue(_shape: readonly number[], { condition = null }: SampleOptions = {}): Tensor {
    return ops.sigmoid(this.#logits(condition));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), network: serialize(this.network) };
  }

  /** A distribution from the config of another, the network included. */
  static override fromConfig(config: Record<string, unknown>): ConditionalBernoulli {
    return super.fromConfig({ ...config, network: deserialize(config.network as never) }) as ConditionalBernoulli;
  }
}
