/** Methods of tensors and variables: they carry the names of the ops, which install them (ops/methods.ts). */
import type { DType } from '../dtype.js';
import type { Key } from '../ops/numpy/indexing.js';
import type { Tensor, TensorLike } from './tensor.js';

/** One axis, several, or all of them (null). */
type Axes = number | readonly number[] | null;

export interface TensorMethods {
  /** This tensor plus the other. */
  add(other: TensorLike): Tensor;
  /** This tensor minus the other. */
  sub(other: TensorLike): Tensor;
  /** This tensor times the other, element by element. */
  mul(other: TensorLike): Tensor;
  /** This tensor divided by the other; of integers a float. */
  div(other: TensorLike): Tensor;
  /** The quotient rounded down. */
  floorDivide(other: TensorLike): Tensor;
  /** The remainder, with the sign of the divisor, as Python's %. */
  mod(other: TensorLike): Tensor;
  /** This tensor to the power of the other. */
  pow(other: TensorLike): Tensor;
  /** The larger of the two, element by element. */
  maximum(other: TensorLike): Tensor;
  /** The smaller of the two, element by element. */
  minimum(other: TensorLike): Tensor;
  /** The matrix product; leading axes are batches. */
  matmul(other: TensorLike): Tensor;
  /** The dot product: of the last axis of this tensor with the last but one of the other. */
  dot(other: TensorLike): Tensor;
  /** Whether this tensor is greater than the other, element by element. */
  greater(other: TensorLike): Tensor;
  /** Whether this tensor is at least the other, element by element. */
  greaterEqual(other: TensorLike): Tensor;
  /** Whether this tensor is less than the other, element by element. */
  less(other: TensorLike): Tensor;
  /** Whether this tensor is at most the other, element by element. */
  lessEqual(other: TensorLike): Tensor;
  /** Whether the two are equal, element by element. */
  equal(other: TensorLike): Tensor;
  /** Whether the two differ, element by element. */
  notEqual(other: TensorLike): Tensor;
  /** Whether both differ from 0. */
  logicalAnd(other: TensorLike): Tensor;
  /** Whether one of the two differs from 0. */
  logicalOr(other: TensorLike): Tensor;
  /** Whether exactly one of the two differs from 0. */
  logicalXor(other: TensorLike): Tensor;
  /** Whether the element is 0. */
  logicalNot(): Tensor;
  /** The elements with the other sign. */
  neg(): Tensor;
  /** The elements without their sign. */
  abs(): Tensor;
  /** e to the power of each element. */
  exp(): Tensor;
  /** The natural logarithm. */
  log(): Tensor;
  /** The square root. */
  sqrt(): Tensor;
  /** The elements times themselves. */
  square(): Tensor;
  /** 1 divided by each element. */
  reciprocal(): Tensor;
  /** The sine of an angle in radians. */
  sin(): Tensor;
  /** The cosine of an angle in radians. */
  cos(): Tensor;
  /** The hyperbolic tangent. */
  tanh(): Tensor;
  /** 1 / (1 + exp(-x)). */
  sigmoid(): Tensor;
  /** The elements, 0 for negative ones. */
  relu(): Tensor;
  /** -1, 0 or 1: the sign of each element. */
  sign(): Tensor;
  /** The largest integer up to each element. */
  floor(): Tensor;
  /** The smallest integer from each element on. */
  ceil(): Tensor;
  /** The nearest number with this many decimals; halves go to the even one. */
  round(decimals?: number): Tensor;
  /** The elements, moved to the nearest bound where they lie outside of the two; null for no bound. */
  clip(xMin: TensorLike | null, xMax: TensorLike | null): Tensor;
  /** The sum; of bools and small integers in 32 bits. */
  sum(axis?: Axes, keepdims?: boolean): Tensor;
  /** The sum; of bools and small integers in 32 bits. */
  sum(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** The mean; of integers a float. */
  mean(axis?: Axes, keepdims?: boolean): Tensor;
  /** The mean; of integers a float. */
  mean(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** The largest element, NaN if there is one. */
  max(axis?: Axes, keepdims?: boolean): Tensor;
  /** The largest element, NaN if there is one. */
  max(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** The smallest element, NaN if there is one. */
  min(axis?: Axes, keepdims?: boolean): Tensor;
  /** The smallest element, NaN if there is one. */
  min(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** The product; of bools and small integers in 32 bits. */
  prod(axis?: Axes, keepdims?: boolean): Tensor;
  /** The product; of bools and small integers in 32 bits. */
  prod(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** The standard deviation, dividing by the number of elements. */
  std(axis?: Axes, keepdims?: boolean): Tensor;
  /** The standard deviation, dividing by the number of elements. */
  std(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** The variance, dividing by the number of elements. */
  var(axis?: Axes, keepdims?: boolean): Tensor;
  /** The variance, dividing by the number of elements. */
  var(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** Whether all elements differ from 0. */
  all(axis?: Axes, keepdims?: boolean): Tensor;
  /** Whether all elements differ from 0. */
  all(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** Whether any element differs from 0. */
  any(axis?: Axes, keepdims?: boolean): Tensor;
  /** Whether any element differs from 0. */
  any(keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
  /** int32 position of the first largest element; without axis, in row-major order. */
  argmax(axis?: number | null, keepdims?: boolean): Tensor;
  /** int32 position of the first largest element; without axis, in row-major order. */
  argmax(keywords: { axis?: number | null; keepdims?: boolean }): Tensor;
  /** int32 position of the first smallest element; without axis, in row-major order. */
  argmin(axis?: number | null, keepdims?: boolean): Tensor;
  /** int32 position of the first smallest element; without axis, in row-major order. */
  argmin(keywords: { axis?: number | null; keepdims?: boolean }): Tensor;
  /** Sums up to each element; without axis, of all elements in one row. */
  cumsum(axis?: number | null): Tensor;
  /** Products up to each element; without axis, of all elements in one row. */
  cumprod(axis?: number | null): Tensor;
  /** The elements in ascending order along an axis, by default the last. */
  sort(axis?: number): Tensor;
  /** int32 positions of the elements in ascending order, along an axis, by default the last. */
  argsort(axis?: number): Tensor;
  /** The same elements in another shape; one size may be -1. */
  reshape(newshape: number | readonly number[]): Tensor;
  /** The axes in another order; without `axes`, in reverse order. */
  transpose(axes?: readonly number[] | null): Tensor;
  /** Two axes exchanged. */
  swapaxes(axis1: number, axis2: number): Tensor;
  /** All elements in one axis. */
  flatten(): Tensor;
  /** Without axes of size 1: those given, or all. */
  squeeze(axis?: Axes): Tensor;
  /** With further axes of size 1 at the given places. */
  expandDims(axis: number | readonly number[]): Tensor;
  /** Each element (or slice along an axis) this many times. */
  repeat(repeats: number | readonly number[], axis?: number | null): Tensor;
  /** The elements (or slices along an axis) at the given positions. */
  take(indices: TensorLike, axis?: number | null): Tensor;
  /** The diagonal of the matrices in two axes. */
  diagonal(offset?: number, axis1?: number, axis2?: number): Tensor;
  /** The elements in another dtype. */
  cast(dtype: DType): Tensor;
  /** The elements in another dtype. */
  astype(dtype: DType): Tensor;
  /** Indexes by a list of keys. */
  at<Keys extends readonly Key[]>(this: Keys extends readonly [] ? never : unknown, ...keys: Keys): Tensor;
  /** Indexes like Python's brackets: `x.at('...', 0)`, `x.at(':', '1:3')`, `x.at(2)`. */
  at(key: Key, ...keys: readonly Key[]): Tensor;
}
