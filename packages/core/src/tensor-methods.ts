/** Methods of tensors: they carry the names of the ops, which install them (ops/methods.ts). */
import type { DType } from './dtype.js';
import type { Tensor, TensorLike } from './tensor.js';

type Unary = () => Tensor;
type Binary = (other: TensorLike) => Tensor;
type Reduction = (axis?: number | readonly number[] | null, keepdims?: boolean) => Tensor;

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
  greater: Binary;
  greaterEqual: Binary;
  less: Binary;
  lessEqual: Binary;
  equal: Binary;
  notEqual: Binary;
  logicalAnd: Binary;
  logicalOr: Binary;
  neg: Unary;
  abs: Unary;
  exp: Unary;
  log: Unary;
  sqrt: Unary;
  square: Unary;
  sin: Unary;
  cos: Unary;
  tanh: Unary;
  sigmoid: Unary;
  relu: Unary;
  sign: Unary;
  floor: Unary;
  ceil: Unary;
  logicalNot: Unary;
  sum: Reduction;
  mean: Reduction;
  max: Reduction;
  min: Reduction;
  prod: Reduction;
  std: Reduction;
  var: Reduction;
  all: Reduction;
  any: Reduction;
  argmax: (axis?: number | null) => Tensor;
  argmin: (axis?: number | null) => Tensor;
  reshape: (shape: readonly number[]) => Tensor;
  transpose: (axes?: readonly number[] | null) => Tensor;
  flatten: Unary;
  squeeze: (axis?: number | readonly number[] | null) => Tensor;
  expandDims: (axis: number | readonly number[]) => Tensor;
  cast: (dtype: DType) => Tensor;
  astype: (dtype: DType) => Tensor;
  /** Indexes like Python's brackets: `x.at('...', 0)`, `x.at(':', '1:3')`, `x.at(2)`. */
  at: (...keys: (number | string | null | Tensor)[]) => Tensor;
}
