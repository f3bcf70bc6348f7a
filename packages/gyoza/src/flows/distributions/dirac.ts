import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { FLOWS, registered } from '../../register.js';
import { BaseDistribution, type SampleOptions } from '../base-distribution.js';

/**
 * The condition itself, for sure: an encoder of {@link FlowVAE} that adds nothing. Its density counts as 1.
 *
 * @throws ValueError without a condition
 * @example
 * const same = new Dirac().sample([10, 4], { condition: x });
 */
export class Dirac extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Dirac', FLOWS);

  override logProb(z: Tensor, _condition: TensorLike | null = null): Tensor {
    return ops.zeros([z.shape[0]!], z.dtype);
  }

  override sample(_shape: readonly number[], { condition = null }: SampleOptions = {}): Tensor {
    if (condition !== null) return ops.convertToTensor(condition);
    throw new ValueError('Dirac draws its condition.', { hint: '{ condition } behind the shape.' });
  }

  override expectedValue(shape: readonly number[], options: SampleOptions = {}): Tensor {
    return this.sample(shape, options);
  }
}
