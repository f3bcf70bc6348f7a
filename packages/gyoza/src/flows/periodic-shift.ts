import { ops, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs, noChange } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { PERIODIC_SHIFT_PARAMETERS, type PeriodicShiftArguments } from './signatures.js';

export interface PeriodicShiftOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** Axes of the inputs; all elements are shifted. */
  axes: readonly number[];
  /** How far elements are shifted. */
  shift: number;
  /** The circle goes from minus this to this. */
  bound?: number;
}

/**
 * Turns elements on a circle, from `-bound` to `bound`, as for splines with circular tails, whose seam is moved by it. Volumes stay. A shift
 * of 0 brings elements from elsewhere to the circle.
 *
 * @throws ValueError for a bound that is not positive
 * @example
 * const [y] = new PeriodicShift([4], [1], Math.PI / 2, { bound: Math.PI })(x);
 */
export class PeriodicShift extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'PeriodicShift', FLOWS);

  readonly shift: number;
  readonly bound: number;

  constructor(...args: PeriodicShiftArguments) {
    const { shift, bound = 3, ...options } = bindOptions(PERIODIC_SHIFT_PARAMETERS, args);
    super(options);
    if (!(bound > 0)) throw new ValueError('A circle has a positive bound.', { received: `bound ${bound}` });
    this.shift = shift;
    this.bound = bound;
  }

  #turned(x: Tensor, by: number): Tensor {
    return ops.mod(x.add(by + this.bound), 2 * this.bound).sub(this.bound);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [this.#turned(inputs, this.shift), noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return this.#turned(outputs, -this.shift);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), shift: this.shift, bound: this.bound };
  }
}
