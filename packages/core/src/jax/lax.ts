/** jax.lax: control flow, and its names for elementwise functions, reductions and shaping, over keras.ops. */

import * as ops from '../ops/index.js';
import type { DTypeLike } from '../ops/support/arguments.js';
import { dtypeOr } from '../ops/support/arguments.js';
import { convert } from '../python/promotion.js';
import { range } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { jaxFunction } from './jax-function.js';

export {
  abs,
  add,
  arccos as acos,
  arccosh as acosh,
  arcsin as asin,
  arcsinh as asinh,
  arctan as atan,
  arctan2 as atan2,
  arctanh as atanh,
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  cbrt,
  ceil,
  cos,
  cosh,
  divide as div,
  dot,
  equal as eq,
  erf,
  erfc,
  erfinv as erfInv,
  exp,
  exp2,
  expm1,
  floor,
  fmod as rem,
  greater as gt,
  greaterEqual as ge,
  isfinite as isFinite,
  leftShift as shiftLeft,
  less as lt,
  lessEqual as le,
  log,
  log1p,
  matmul as batchMatmul,
  maximum as max,
  minimum as min,
  multiply as mul,
  negative as neg,
  notEqual as ne,
  power as pow,
  reciprocal,
  rightShift as shiftRightArithmetic,
  round,
  rsqrt,
  sigmoid as logistic,
  sign,
  sin,
  sinh,
  split,
  sqrt,
  square,
  stopGradient,
  subtract as sub,
  tan,
  tanh,
  tile,
  topK,
  unstack,
} from '../ops/index.js';
export * from './lax-control-flow.js';
export * from './lax-slicing.js';

/** x moved into the range from `min` to `max`. Unlike `clip`, x has no gradient at the bounds. */
export const clamp = jaxFunction(
  'clamp',
  ['min', 'x', 'max'],
  (min: TensorLike, x: TensorLike, max: TensorLike): Tensor => {
    const value = asTensor(x);
    const [least, most] = [convert(min, value.dtype), convert(max, value.dtype)];
    const [isBelow, isAbove] = [ops.less(value, least), ops.greater(value, most)];
    const edge = ops.where(isBelow, least, ops.where(isAbove, most, ops.stopGradient(value)));
    return ops.where(ops.logicalAnd(ops.greater(value, least), ops.less(value, most)), value, edge);
  },
);

/** Elements of `onTrue` where `pred` holds, else of `onFalse`. */
export const select = jaxFunction(
  'select',
  ['pred', 'onTrue', 'onFalse'],
  (pred: TensorLike, onTrue: TensorLike, onFalse: TensorLike): Tensor => ops.where(pred, onTrue, onFalse),
);

/** For each element the case whose number stands in `which` (bool or int32). */
export const selectN = (which: TensorLike, ...cases: readonly TensorLike[]): Tensor => {
  const index = ops.cast(which, 'int32');
  return cases
    .slice(1)
    .reduce<Tensor>(
      (chosen, value, i) => ops.where(ops.greaterEqual(index, i + 1), value, chosen),
      asTensor(cases[0]!),
    );
};

/** x to a whole power. */
export const integerPow = jaxFunction('integer_pow', ['x', 'y'], (x: TensorLike, y: number): Tensor => ops.power(x, y));
export const convertElementType = jaxFunction(
  'convert_element_type',
  ['operand', 'newDtype'],
  (operand: TensorLike, newDtype: DTypeLike): Tensor => ops.cast(operand, dtypeOr(newDtype, 'float32')),
);

type Axes = readonly number[];
const reducing = (name: string, f: (x: TensorLike, axes: Axes) => Tensor) =>
  jaxFunction(name, ['operand', 'axes'], (operand: TensorLike, axes: Axes): Tensor => f(operand, axes));
export const reduceSum = reducing('reduce_sum', ops.sum);
export const reduceMax = reducing('reduce_max', ops.max);
export const reduceMin = reducing('reduce_min', ops.min);
export const reduceProd = reducing('reduce_prod', ops.prod);
export const reduceAnd = reducing('reduce_and', ops.all);
export const reduceOr = reducing('reduce_or', ops.any);

const position = (name: string, f: (x: TensorLike, axis: number) => Tensor) =>
  jaxFunction(
    name,
    ['operand', 'axis', 'indexDtype'],
    (operand: TensorLike, axis: number, indexDtype: DTypeLike = 'int32'): Tensor =>
      ops.cast(f(operand, axis), dtypeOr(indexDtype, 'int32')),
  );
export const argmax = position('argmax', ops.argmax);
export const argmin = position('argmin', ops.argmin);

const running = (name: string, f: (x: Tensor, axis: number) => Tensor) =>
  jaxFunction(name, ['operand', 'axis', 'reverse'], (operand: TensorLike, axis = 0, reverse = false): Tensor => {
    const x = asTensor(operand);
    return reverse ? ops.flip(f(ops.flip(x, axis), axis), axis) : f(x, axis);
  });
export const cumsum = running('cumsum', (x, axis) => ops.cumsum(x, axis));
export const cumprod = running('cumprod', (x, axis) => ops.cumprod(x, axis));
export const cummax = running('cummax', (x, axis) => ops.associativeScan((a, b) => ops.maximum(a, b), x, { axis }));
export const cummin = running('cummin', (x, axis) => ops.associativeScan((a, b) => ops.minimum(a, b), x, { axis }));
export const cumlogsumexp = running('cumlogsumexp', (x, axis) =>
  ops.associativeScan((a, b) => ops.logaddexp(a, b), x, { axis }),
);

/** The elements in ascending order along an axis. */
export const sort = jaxFunction(
  'sort',
  ['operand', 'dimension'],
  (operand: TensorLike, dimension = -1): Tensor => ops.sort(operand, dimension),
);

/** Which axes to contract, and which to take together: [[left, right] contracted, [left, right] batched]. */
type DotDimensionNumbers = readonly [readonly [Axes, Axes], readonly [Axes, Axes]];

/** The general product of tensors: batch axes first, then the free axes of both. */
export const dotGeneral = jaxFunction(
  'dot_general',
  ['left', 'right', 'dimensionNumbers'],
  (left: TensorLike, right: TensorLike, dimensionNumbers: DotDimensionNumbers): Tensor => {
    const [a, b] = [asTensor(left), asTensor(right)];
    const [[contractA, contractB], [batchA, batchB]] = dimensionNumbers;
    const letters = (from: number, n: number) => range(n).map((i) => String.fromCharCode(97 + from + i));
    const ofA = letters(0, a.rank);
    const ofB = letters(a.rank, b.rank);
    [...contractB, ...batchB].forEach((axis, i) => {
      ofB[axis] = ofA[[...contractA, ...batchA][i]!]!;
    });
    const free = (names: readonly string[], bound: Axes) => names.filter((_, axis) => !bound.includes(axis));
    const out = [
      ...batchA.map((axis) => ofA[axis]!),
      ...free(ofA, [...contractA, ...batchA]),
      ...free(ofB, [...contractB, ...batchB]),
    ];
    return ops.einsum(`${ofA.join('')},${ofB.join('')}->${out.join('')}`, a, b);
  },
);
