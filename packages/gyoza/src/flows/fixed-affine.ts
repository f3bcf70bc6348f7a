import { ops, type Tensor, tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { numbersOf, product, range } from '../utilities/numbers.js';
import { expandAxes } from '../utilities/tensors.js';
import { FIXED_AFFINE_PARAMETERS, type FixedAffineArguments } from './signatures.js';

/** A number, or one for each element along the axes, flattened. */
export type PerElement = number | readonly number[];

export interface FixedAffineOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes along which elements have numbers of their own: ascending, none of them the batch axis 0. */
  axes: readonly number[];
  /** By what elements are multiplied; not 0. */
  scale?: PerElement;
  /** What is added then. */
  shift?: PerElement;
}

/**
 * y = scale x + shift, with numbers that are not trained, such as those of a standardization. (Those that are: `ActivationNormalization`.)
 *
 * @throws ValueError for a scale of 0, or for another number of numbers than of elements
 * @example
 * const [y, logDeterminant] = new FixedAffine([4], [1], { scale: 2, shift: [0, 1, 2, 3] })(x);
 */
export class FixedAffine extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'FixedAffine', FLOWS);

  readonly scale: PerElement;
  readonly shift: PerElement;

  constructor(...args: FixedAffineArguments) {
    const { scale = 1, shift = 0, ...options } = bindOptions(FIXED_AFFINE_PARAMETERS, args);
    super(options);
    const count = product(this._shape_);
    for (const [name, each] of Object.entries({ scale, shift })) {
      const numbers = numbersOf(each);
      const fits = (typeof each === 'number' || numbers.length === count) && numbers.every(Number.isFinite);
      if (fits && !(name === 'scale' && numbers.includes(0))) continue;
      throw new ValueError(`The ${name} of FixedAffine is a number, or one for each element.`, {
        expected: `${count} finite numbers${name === 'scale' ? ' other than 0' : ''}`,
        received: `${name} [${numbers}]`,
      });
    }
    this.scale = scale;
    this.shift = shift;
  }

  /** The numbers for each element, in the rank of `x`. */
  #expanded(numbers: PerElement, x: Tensor): Tensor {
    const others = range(x.rank).filter((axis) => !this._axes_.includes(axis));
    const count = product(this._shape_);
    const all = typeof numbers === 'number' ? new Array<number>(count).fill(numbers) : [...numbers];
    return ops.cast(expandAxes(tensor(all, [...this._shape_], 'float64'), others), x.dtype);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const y = inputs.mul(this.#expanded(this.scale, inputs)).add(this.#expanded(this.shift, inputs));
    return [y, this._determinant_(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return outputs.sub(this.#expanded(this.shift, outputs)).div(this.#expanded(this.scale, outputs));
  }

  protected override _determinant_(x: Tensor): Tensor {
    const count = product(this._shape_);
    const logarithms = numbersOf(this.scale).map((each) => Math.log(Math.abs(each)));
    const single = logarithms.reduce((sum, each) => sum + each, 0) * (count / logarithms.length);
    return ops.full([x.shape[0]!], (single * x.size) / (x.shape[0]! * count), x.dtype);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), scale: this.scale, shift: this.shift };
  }
}
