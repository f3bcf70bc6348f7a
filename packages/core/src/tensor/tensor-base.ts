import { markCopy } from '../copies.js';
import type { DType, NumberArray, TypedArray } from '../dtype.js';
import { PythonTypeError, RuntimeError, ValueError } from '../errors.js';
import { formatShape, type Shape, sizeOf } from '../shape.js';
import { copied, type HostArray, toNumbers } from './host-array.js';
import type { Tensor } from './tensor.js';
import type { TensorMethods } from './tensor-methods.js';

/** Nested arrays of numbers or booleans. */
export type Nested = number | boolean | readonly Nested[];

/** Nested arrays of texts. */
export type NestedTexts = string | readonly NestedTexts[];

/** The method that gives the elements as they are kept: not to be written to, nor to be handed to users. */
export const elements = Symbol('elements');

/** The method that gives the elements of a tensor of texts as they are kept; null for one of numbers. */
export const texts = Symbol('texts');

/** The method that gives the elements as they are kept where they are in host memory now; null where they are not. */
export const elementsHere = Symbol('elements here');

/** What tensors and variables have in common: how they are read, and the ops as methods (ops/methods.ts installs them here). */
export abstract class TensorBase {
  static {
    markCopy(this);
  }

  abstract readonly shape: Shape;
  abstract readonly dtype: DType;

  /**
   * Fails at once, as all ways of reading do, and not by its promise, for a tensor without a value because a function is being
   * traced: nobody waits for promises there.
   */
  abstract [elements](): Promise<HostArray>;

  abstract [elementsHere](): HostArray | null;

  [texts](): readonly string[] | null {
    return null;
  }

  /** The elements as host memory holds them, copied: row-major, bool as bytes, float16 and bfloat16 as their bits. */
  read(): Promise<HostArray> {
    return this[elements]().then(({ dtype, shape, data }) => ({
      dtype,
      shape,
      data: copied(data),
    }));
  }

  get rank(): number {
    return this.shape.length;
  }

  get ndim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The axes in reverse order: the transpose of a matrix. */
  get T(): Tensor {
    return this.transpose();
  }

  /**
   * The elements as a flat typed array of the caller's own, in row-major order. float16 and bfloat16 are widened to float32.
   *
   * @typeParam Values the kind of array, where it is known: that of int64 and uint64 holds bigints, `string[]` texts
   * @example
   * Math.max(...(await tensor([1, 3]).data())); // 3
   * (await tensor([1, 3], null, 'int64').data<BigInt64Array>()).length; // 2
   */
  data<Values extends TypedArray | string[] = NumberArray>(): Promise<NoInfer<Values>> {
    const own = this[texts]();
    if (own) return Promise.resolve(own.slice() as Values);
    return this[elements]().then(
      (host) => (host.dtype === 'float16' || host.dtype === 'bfloat16' ? toNumbers(host) : copied(host.data)) as Values,
    );
  }

  /**
   * The elements as nested arrays of numbers (booleans for a bool tensor), or a bare number for rank 0.
   *
   * @typeParam Values what is nested how deep, where it is known; nested texts for a tensor of texts
   * @example
   * const [[first]] = await tensor([[1, 2]]).array<[[number, number]]>(); // 1
   */
  array<Values extends Nested | NestedTexts = Nested>(): Promise<NoInfer<Values>> {
    const own = this[texts]();
    if (own) return Promise.resolve(nest(own, this.shape) as Values);
    return this[elements]().then((host) => nested(host) as Values);
  }

  /**
   * What `JSON.stringify` writes: the elements, nested as {@link array} gives them, where they are here.
   *
   * @throws RuntimeError where they are to be computed first, or lie on a device
   * @example
   * JSON.stringify({ mean: tensor([0.5, 2]) }); // '{"mean":[0.5,2]}'
   */
  toJSON(): unknown {
    const own = this[texts]();
    if (own) return nest(own, this.shape);
    const host = this[elementsHere]();
    if (host) return nested(host);
    throw new RuntimeError('JSON.stringify() does not wait, and this tensor has to be computed or read first.', {
      received: String(this),
      hint: 'JSON.stringify(await x.array())',
    });
  }

  /**
   * What JavaScript asks for in `x > 0` and `x + 1`, where its answer would be wrong without a word.
   *
   * @throws TypeError that says what to write
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString();
    throw new PythonTypeError('JavaScript cannot calculate with tensors, nor compare them.', {
      hint: 'x.add(1), x.greater(0), ops.where(x.greater(0), x, 0); or with its value, (await x.item()) > 0.',
    });
  }

  /**
   * The value where there is one element.
   *
   * @typeParam Value `string` for a tensor of texts
   * @throws ValueError for any other number of elements
   */
  item<Value extends number | string = number>(): Promise<NoInfer<Value>> {
    if (this.size !== 1) {
      const received = `shape ${formatShape(this.shape)}`;
      return Promise.reject(new ValueError('item() needs a tensor of one element.', { received }));
    }
    const own = this[texts]();
    if (own) return Promise.resolve(own[0] as Value);
    return this[elements]().then((host) => Number(toNumbers(host)[0]) as Value);
  }
}

export interface TensorBase extends TensorMethods {}

/** Numbers, or booleans, as nested arrays. */
function nested(host: HostArray): unknown {
  const numbers = toNumbers(host);
  return nest<unknown>(host.dtype === 'bool' ? Array.from(numbers, Boolean) : numbers, host.shape);
}

/** Elements in arrays in arrays. */
export type NestedArrays<T> = T | readonly NestedArrays<T>[];

/** Elements in row-major order as nested arrays. */
export function nest<T>(values: ArrayLike<T>, shape: Shape): NestedArrays<T> {
  const build = (axis: number, offset: number, size: number): NestedArrays<T> => {
    if (axis === shape.length) return values[offset]!;
    const step = size / shape[axis]!;
    return Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, offset + i * step, step));
  };
  return build(0, 0, values.length);
}
