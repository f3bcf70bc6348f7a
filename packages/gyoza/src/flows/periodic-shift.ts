import { ops, type Tensor, tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs, noChange } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { product, range } from '../utilities/numbers.js';
import { expandAxes } from '../utilities/tensors.js';
import { PERIODIC_SHIFT_PARAMETERS, type PeriodicShiftArguments } from './signatures.js';

export interface PeriodicShiftOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** Axes of the inputs; elements are shifted. */
  axes: readonly number[];
  /** How far elements are shifted. */
  shift: number;
  /** The circle goes from minus this to this. */
  bound?: number;
  /** Which elements along the axes are on circles, by their places where they are flattened; all of them, if not said otherwise. */
  elements?: readonly number[] | null;
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
  readonly elements: readonly number[] | null;

  constructor(...args: PeriodicShiftArguments) {
    const { shift, bound = 3, elements = null, ...options } = bindOptions(PERIODIC_SHIFT_PARAMETERS, args);
    super(options);
    if (!(bound > 0)) throw new ValueError('A circle has a positive bound.', { received: `bound ${bound}` });
    const count = product(this._shape_);
    if (elements?.some((each) => !(Number.isInteger(each) && each >= 0 && each < count))) {
      throw new ValueError('The elements that are shifted are some of those along the axes.', {
        expected: `whole numbers from 0 to ${count - 1}`,
        received: `elements [${elements}]`,
      });
    }
    this.elements = elements && [...elements];
    this.shift = shift;
    this.bound = bound;
  }

  #turned(x: Tensor, by: number): Tensor {
    const turned = ops.mod(x.add(by + this.bound), 2 * this.bound).sub(this.bound);
    if (!this.elements) return turned;
    const others = range(x.rank).filter((axis) => !this._axes_.includes(axis));
    const areTurned = range(product(this._shape_)).map((place) => this.elements!.includes(place));
    return ops.where(expandAxes(tensor(areTurned, [...this._shape_], 'bool'), others), turned, x);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [this.#turned(inputs, this.shift), noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return this.#turned(outputs, -this.shift);
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      shift: this.shift,
      bound: this.bound,
      ...(this.elements && { elements: this.elements }),
    };
  }
}
