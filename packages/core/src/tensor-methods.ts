/** Methods of tensors: they carry the names of the ops, which install them (ops/methods.ts). */
import type { DType } from './dtype.js';
import type { Key } from './ops/indexing.js';
import type { Tensor, TensorLike } from './tensor.js';

type Unary = () => Tensor;
type Binary = (other: TensorLike) => Tensor;
type Axes = number | readonly number[] | null;
/** By position, or by name in one object. */
type Reduction = {
  (axis?: Axes, keepdims?: boolean): Tensor;
  (keywords: { axis?: Axes; keepdims?: boolean }): Tensor;
};
type AxisReduction = {
  (axis?: number | null, keepdims?: boolean): Tensor;
  (keywords: { axis?: number | null; keepdims?: boolean }): Tensor;
};
type Cumulative = (axis?: number | null) => Tensor;

export interface TensorMethods {
  add: Binary;
  sub: Binary;
  mul: Binary;
  div: Binary;
  floorDivide: Binary;
  mod: Binary;
  pow: Binary;
  maximum: Binary;
  minimum: Binary;
  matmul: Binary;
  dot: Binary;
  greater: Binary;
  greaterEqual: Binary;
  less: Binary;
  lessEqual: Binary;
  equal: Binary;
  notEqual: Binary;
  logicalAnd: Binary;
  logicalOr: Binary;
  logicalXor: Binary;
  logicalNot: Unary;
  neg: Unary;
  abs: Unary;
  exp: Unary;
  log: Unary;
  sqrt: Unary;
  square: Unary;
  reciprocal: Unary;
  sin: Unary;
  cos: Unary;
  tanh: Unary;
  sigmoid: Unary;
  relu: Unary;
  sign: Unary;
  floor: Unary;
  ceil: Unary;
  round: (decimals?: number) => Tensor;
  clip: (min: TensorLike | null, max: TensorLike | null) => Tensor;
  sum: Reduction;
  mean: Reduction;
  max: Reduction;
  min: Reduction;
  prod: Reduction;
  std: Reduction;
  var: Reduction;
  all: Reduction;
  any: Reduction;
  argmax: AxisReduction;
  argmin: AxisReduction;
  cumsum: Cumulative;
  cumprod: Cumulative;
  sort: (axis?: number) => Tensor;
  argsort: (axis?: number) => Tensor;
  reshape: (shape: number | readonly number[]) => Tensor;
  transpose: (axes?: readonly number[] | null) => Tensor;
  swapaxes: (axis1: number, axis2: number) => Tensor;
  /** All elements in one axis. */
  flatten: Unary;
  squeeze: (axis?: Axes) => Tensor;
  expandDims: (axis: number | readonly number[]) => Tensor;
  repeat: (repeats: number | readonly number[], axis?: number | null) => Tensor;
  take: (indices: TensorLike, axis?: number | null) => Tensor;
  diagonal: (offset?: number, axis1?: number, axis2?: number) => Tensor;
  cast: (dtype: DType) => Tensor;
  astype: (dtype: DType) => Tensor;
  /** Indexes like Python's brackets: `x.at('...', 0)`, `x.at(':', '1:3')`, `x.at(2)`. */
  at: (...keys: Key[]) => Tensor;
}
