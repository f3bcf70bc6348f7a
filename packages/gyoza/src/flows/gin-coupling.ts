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
    const moved = (x: Tensor) => sumPerSample(this._mask_.call(x, false));
    const all = ops.broadcastTo(logScale, passing.shape);
    const count = moved(ops.ones([1, ...passing.shape.slice(1)], passing.dtype));
    const mean = moved(all).div(ops.maximum(count, 1));
    return [all.sub(ops.reshape(mean, [-1, ...passing.shape.slice(1).map(() => 1)])), location];
  }

  protected override _logDeterminant_(inputs: Tensor): Tensor {
    return noChange(inputs);
  }
}
