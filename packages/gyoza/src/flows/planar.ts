import { ops, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { FlowLayerOptions, FlowOutputs } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { PLANAR_PARAMETERS, type PlanarArguments } from './signatures.js';
import { tanhRoot } from './tanh-root.js';
import { VectorFlow } from './vector-flow.js';

export interface PlanarOptions extends FlowLayerOptions {}

/**
 * y = x + u tanh(w x + b): vectors move along one direction, by where they are along another (Rezende & Mohamed, arXiv:1505.05770). The way
 * back is Newton's method along w, which is all that is unknown.
 *
 * @example
 * const [y, logDeterminant] = new Planar([4], [1])(x);
 */
export class Planar extends VectorFlow {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Planar', FLOWS);

  readonly direction: Variable;
  readonly normal: Variable;
  readonly bias: Variable;

  constructor(...args: PlanarArguments) {
    super(bindOptions(PLANAR_PARAMETERS, args));
    const shape = [this.size];
    this.direction = this.addWeight({ name: 'direction', shape, initializer: 'random_normal' });
    this.normal = this.addWeight({ name: 'normal', shape, initializer: 'glorot_uniform' });
    this.bias = this.addWeight({ name: 'bias', shape: [], initializer: 'zeros' });
  }

  /** The direction, changed so that nothing turns back, and its part along the normal, which is above -1. */
  #direction(): { direction: Tensor; along: Tensor } {
    const [u, w] = [this.direction.value, this.normal.value];
    const part = u.mul(w).sum();
    const along = ops.softplus(part).sub(1);
    return { direction: u.add(w.mul(along.sub(part)).div(w.square().sum().add(1e-12))), along };
  }

  /** Where vectors are along the normal, `[batch, 1]`. */
  #place(x: Tensor): Tensor {
    return ops.sum(x.mul(this.normal.value), { axis: 1, keepdims: true }).add(this.bias.value);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const { direction, along } = this.#direction();
    const moved = ops.tanh(this.#place(inputs));
    const slope = ops.subtract(1, moved.square());
    return [inputs.add(moved.mul(direction)), ops.log(along.mul(slope).add(1)).reshape([inputs.shape[0]!])];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const { direction, along } = this.#direction();
    const before = tanhRoot(this.#place(outputs), along);
    return outputs.sub(ops.tanh(before).mul(direction));
  }
}
