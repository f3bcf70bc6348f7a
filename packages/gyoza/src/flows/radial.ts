import { ops, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { FlowLayerOptions, FlowOutputs } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { RADIAL_PARAMETERS, type RadialArguments } from './signatures.js';
import { VectorFlow } from './vector-flow.js';

export interface RadialOptions extends FlowLayerOptions {}

/**
 * y = x + b (x - c) / (a + |x - c|): vectors move towards a centre or away from it (Rezende & Mohamed, arXiv:1505.05770). The way back is
 * the root of a quadratic equation.
 *
 * @example
 * const [y, logDeterminant] = new Radial([4], [1])(x);
 */
export class Radial extends VectorFlow {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Radial', FLOWS);

  readonly center: Variable;
  readonly width: Variable;
  readonly strength: Variable;

  constructor(...args: RadialArguments) {
    super(bindOptions(RADIAL_PARAMETERS, args));
    this.center = this.addWeight({ name: 'center', shape: [this.size], initializer: 'random_normal' });
    this.width = this.addWeight({ name: 'width', shape: [], initializer: 'zeros' });
    this.strength = this.addWeight({ name: 'strength', shape: [], initializer: 'zeros' });
  }

  /** a > 0 and b > -a, so that nothing turns back. */
  #shape(): { a: Tensor; b: Tensor } {
    const a = ops.softplus(this.width);
    return { a, b: ops.softplus(this.strength).sub(a) };
  }

  /** From the centre, and how far that is, `[batch, 1]`. */
  #fromCenter(x: Tensor): { offset: Tensor; distance: Tensor } {
    const offset = x.sub(this.center.value);
    // Never 0, where a root has no derivative.
    const distance = ops.sqrt(ops.sum(offset.square(), { axis: 1, keepdims: true }).add(1e-12));
    return { offset, distance };
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const { a, b } = this.#shape();
    const { offset, distance } = this.#fromCenter(inputs);
    const h = ops.divide(1, distance.add(a));
    const across = ops.log(b.mul(h).add(1));
    const along = ops.log(a.mul(b).mul(h.square()).add(1));
    const determinants = across.mul(this.size - 1).add(along);
    return [inputs.add(offset.mul(b).mul(h)), determinants.reshape([inputs.shape[0]!])];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const { a, b } = this.#shape();
    const { offset, distance } = this.#fromCenter(outputs);
    const half = distance.sub(a).sub(b).div(2);
    const root = ops.sqrt(half.square().add(a.mul(distance)));
    // Of both forms of the root the one without a difference.
    const before = ops.where(half.greaterEqual(0), half.add(root), a.mul(distance).div(root.sub(half)));
    return this.center.value.add(offset.div(b.div(before.add(a)).add(1)));
  }
}
