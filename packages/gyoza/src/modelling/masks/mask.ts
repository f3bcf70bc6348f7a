import { floatx, ops, PythonTypeError, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { bindArguments, bindOptions, type PythonArguments } from '@org/core/python';
import { Layer, type LayerInputs, type LayerOptions } from '@org/layers';
import { MASKS, registered } from '../../register.js';
import { numbersOf, product, range } from '../../utilities/numbers.js';
import { flattenAlongAxes } from '../../utilities/tensors.js';
import { MASK_PARAMETERS, type MaskArguments } from './signatures.js';

export interface MaskOptions extends LayerOptions {
  /** The axes along which elements are selected; a list of integers. */
  axes: readonly number[];
  /** The sizes of these axes. */
  shape: readonly number[];
  /** 1 for elements that pass, 0 for others; flattened, it has as many elements as the axes together. */
  mask: TensorLike;
}

export interface Mask {
  /** Sets the elements to 0 that do not pass. */
  (inputs: LayerInputs, options?: { isPositive?: boolean }): Tensor;
}

/**
 * Lets a part of the elements pass and sets the others to 0. The inputs are flattened along the axes, whose order of elements the mask
 * follows; see {@link flattenAlongAxes} about axes that do not follow each other.
 *
 * @throws TypeError where axes or shape are no lists of integers, ValueError for a size of 0
 * @example
 * await new Mask([1], [3], [1, 0, 1])([[5, 6, 7]]).array(); // [[5, 0, 7]]
 */
export class Mask extends Layer {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'Mask', MASKS);
  static override readonly callParameters: readonly string[] = ['inputs', 'isPositive'];

  readonly _axes_: readonly number[];
  readonly _shape_: readonly number[];
  /** 1 for elements that pass, 0 for others, flattened. */
  readonly _mask_: Tensor;
  #flags: number[] | null = null;

  constructor(...args: MaskArguments) {
    const { axes, shape, mask, ...options } = bindOptions(MASK_PARAMETERS, args);
    super(options);
    assertIntegers('axes', axes);
    assertIntegers('shape', shape);
    if (shape.includes(0)) {
      throw new ValueError('The sizes of a mask are positive.', { received: `shape [${shape.join(', ')}]` });
    }
    this._axes_ = [...axes];
    this._shape_ = [...shape];
    this._mask_ = ops.reshape(ops.cast(mask, floatx()), [-1]);
    if (axes.length !== shape.length || this._mask_.size !== product(shape)) {
      throw new ValueError('A mask has a size for each of its axes, and an element for each place along them.', {
        expected: `${product(shape)} elements along ${shape.length} axes`,
        received: `${this._mask_.size} elements, axes [${axes.join(', ')}]`,
      });
    }
  }

  override call(inputs: Tensor, isPositive: boolean | { isPositive?: boolean } = true): Tensor {
    const positive = typeof isPositive === 'object' ? (isPositive.isPositive ?? true) : isPositive;
    return this.#apply(ops.convertToTensor(inputs), positive);
  }

  /**
   * A choice, not a product with 0, which would be NaN for what is not finite. Its condition is a constant of what is compiled, so that
   * networks behind it need not compute what is 0, or what nobody sees.
   */
  #apply(inputs: Tensor, isPositive: boolean): Tensor {
    const [first = 0, ...others] = this._axes_;
    this.#flags ??= numbersOf(this._mask_);
    const flags = this.#flags;
    const chosen = (x: Tensor, shape: readonly number[], axes: readonly number[]) => {
      const own = range(x.rank).map((axis) => shape[axes.indexOf(axis)] ?? 1);
      const passes = tensor(flags, own, 'bool');
      return isPositive ? ops.where(passes, x, 0) : ops.where(passes, 0, x);
    };
    // Where axes follow each other, the mask takes the shape of the inputs, which is faster than the reverse.
    if (others.every((axis, i) => axis === first + i + 1)) return chosen(inputs, this._shape_, this._axes_);
    return ops.reshape(chosen(flattenAlongAxes(inputs, this._axes_), [this._mask_.size], [first]), inputs.shape);
  }

  /**
   * The inputs flattened along the axes, elements that pass first and the others behind them.
   *
   * @returns a tensor whose axis `axes[0]` has the product of the sizes, and that lacks the other axes
   */
  arrange(...args: PythonArguments<['x'], [x: TensorLike]>): Tensor {
    const [x] = bindArguments('arrange', ['x'], 1, args) as [TensorLike];
    return this.#reordered(flattenAlongAxes(x, this._axes_), this.#order());
  }

  /** What {@link arrange} made its result from. */
  reArrange(...args: PythonArguments<['xNew'], [xNew: TensorLike]>): Tensor {
    const [xNew] = bindArguments('reArrange', ['xNew'], 1, args) as [TensorLike];
    const order = this.#order();
    const inverse = order.map((_, place) => order.indexOf(place));
    const flat = this.#reordered(ops.convertToTensor(xNew), inverse);
    const others = flat.shape.filter((_, axis) => axis !== this._axes_[0]);
    const rank = others.length + this._axes_.length;
    const sizes = Array.from({ length: rank }, (_, axis) => {
      const place = this._axes_.indexOf(axis);
      return place < 0 ? others.shift()! : this._shape_[place]!;
    });
    return ops.reshape(flat, sizes);
  }

  #reordered(flat: Tensor, order: readonly number[]): Tensor {
    return ops.take(flat, tensor(order, null, 'int32'), { axis: this._axes_[0]! });
  }

  #order(): number[] {
    return arrangedOrder(numbersOf(this._mask_));
  }

  /** The matrix of zeros, and ones where the element of a row goes to the column in an arranged vector. */
  static __computeFromTo__(...args: PythonArguments<['mask'], [mask: TensorLike]>): Tensor {
    const [mask] = bindArguments('__computeFromTo__', ['mask'], 1, args) as [TensorLike];
    const order = arrangedOrder(numbersOf(mask));
    return ops.transpose(ops.oneHot(tensor(order, null, 'int32'), order.length, { dtype: floatx() }));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), shape: this._shape_, axes: this._axes_, mask: numbersOf(this._mask_) };
  }
}

/** The places of the elements that pass, then those of the others. */
function arrangedOrder(mask: readonly number[]): number[] {
  const places = (passes: boolean) => mask.flatMap((each, place) => ((each === 1) === passes ? [place] : []));
  return [...places(true), ...places(false)];
}

function assertIntegers(name: string, value: unknown): void {
  if (Array.isArray(value) && value.every((each) => Number.isInteger(each))) return;
  throw new PythonTypeError(`The ${name} of a mask are a list of integers.`, { received: String(value) });
}
