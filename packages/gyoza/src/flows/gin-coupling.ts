import { ops, type Tensor, type TensorLike } from '@org/core';
import { AffineCoupling } from '../modelling/flow-layers/affine-coupling.js';
import { noChange, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';

/**
 * An affine coupling that keeps volumes: the mean of the logarithms of the scales is taken from each (GIN; Sorrenson et al.,
 * arXiv:2001.04872).
 *
 * @example
 * import { HeavisideMask } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const [y] = new GINCoupling([4], [1], new layers.Dense(8), new HeavisideMask([1], [4]))(x);
 */
export class GINCoupling extends AffineCoupling {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'GINCoupling', FLOWS);

  protected override parametersFor(passing: Tensor, condition: TensorLike | null): [Tensor, Tensor] {
    const [logScale, location] = super.parametersFor(passing, condition);
    const moved = this._mask_.call(ops.ones([1, ...passing.shape.slice(1)], passing.dtype), false);
    const mean = sumPerSample(logScale).div(ops.maximum(sumPerSample(moved), 1));
    return [logScale.sub(ops.reshape(mean, [-1, ...passing.shape.slice(1).map(() => 1)]).mul(moved)), location];
  }

  protected override _logDeterminant_(inputs: Tensor): Tensor {
    return noChange(inputs);
  }
}
