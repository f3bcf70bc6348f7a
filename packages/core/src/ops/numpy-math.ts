/** keras.ops: functions of each element. Integers become float32 where the results are not whole. */
import { dtypeRange } from '../dtype.js';
import { TypeError } from '../errors.js';
import { equal, isNan } from '../primitives/compare.js';
import * as p from '../primitives/elementwise.js';
import { besselI0, cbrt as cubeRoot } from '../primitives/special.js';
import { convert, isIntegral, toFloat } from '../promotion.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor.js';
import { numpy, unaryOp } from './arguments.js';

const floating = (name: string, body: (x: Tensor) => Tensor) => unaryOp(name, (x) => body(toFloat(x)));
const anyType = (name: string, body: (x: Tensor) => Tensor) => unaryOp(name, (x) => body(asTensor(x)));

const times = (factor: number) => (x: Tensor) => p.mul(x, p.scalarLike(factor, x));

export const exp = floating('exp', p.exp);
export const exp2 = floating('exp2', (x) => p.pow(p.scalarLike(2, x), x));
export const expm1 = floating('expm1', p.expm1);
export const log = floating('log', p.log);
export const log1p = floating('log1p', p.log1p);
export const log2 = floating('log2', (x) => p.div(p.log(x), p.scalarLike(Math.LN2, x)));
export const log10 = floating('log10', (x) => p.div(p.log(x), p.scalarLike(Math.LN10, x)));
export const sqrt = floating('sqrt', p.sqrt);
export const cbrt = floating('cbrt', cubeRoot);
export const reciprocal = floating('reciprocal', p.reciprocal);

export const sin = floating('sin', p.sin);
export const cos = floating('cos', p.cos);
export const tan = floating('tan', p.tan);
export const arcsin = floating('arcsin', p.asin);
export const arccos = floating('arccos', p.acos);
export const arctan = floating('arctan', p.atan);
export const sinh = floating('sinh', p.sinh);
export const cosh = floating('cosh', p.cosh);
export const tanh = floating('tanh', p.tanh);
export const arcsinh = floating('arcsinh', p.asinh);
export const arccosh = floating('arccosh', p.acosh);
export const arctanh = floating('arctanh', p.atanh);
export const deg2rad = floating('deg2rad', times(Math.PI / 180));
export const rad2deg = floating('rad2deg', times(180 / Math.PI));

/** sin(πx) / (πx), 1 at 0. */
export const sinc = floating('sinc', (x) => {
  const isZero = equal(x, p.scalarLike(0, x));
  const scaled = times(Math.PI)(p.select(isZero, p.scalarLike(1, x), x));
  return p.select(isZero, p.scalarLike(1, x), p.div(p.sin(scaled), scaled));
});

/** The modified Bessel function of the first kind and order 0. */
export const i0 = floating('i0', besselI0);

const absoluteValue = (x: Tensor): Tensor => (x.dtype === 'bool' ? x : p.abs(x));
/** |x|. */
export const absolute = anyType('absolute', absoluteValue);
/** The same as {@link absolute}. */
export const abs = anyType('abs', absoluteValue);
/** |x| as a float. */
export const fabs = floating('fabs', p.abs);

/** -x. @throws TypeError for bools */
export const negative = anyType('negative', (x) => {
  if (x.dtype === 'bool') throw new TypeError('[negative]: bools have no negative.', { hint: 'use logicalNot.' });
  return p.neg(x);
});

export const sign = anyType('sign', p.sign);
/** x²; of bools as int32. */
export const square = anyType('square', (x) => {
  const value = x.dtype === 'bool' ? p.cast(x, 'int32') : x;
  return p.mul(value, value);
});
export const floor = floating('floor', p.floor);
export const ceil = floating('ceil', p.ceil);
/** The whole part. */
export const trunc = anyType('trunc', (x) => (isIntegral(x) ? x : p.trunc(x)));
/** The same values in a new tensor. */
export const copy = anyType('copy', (x) => x);

/** Rounds to so many decimals, halves to even. Negative `decimals` round whole tens, hundreds, ... */
export const round = numpy('round', ['x', 'decimals'], (value: TensorLike, decimals: number = 0): Tensor => {
  const x = asTensor(value);
  if (isIntegral(x) && decimals >= 0) return x;
  if (decimals === 0) return p.round(x);
  const scaled = times(10 ** decimals)(toFloat(x));
  const rounded = p.div(p.round(scaled), p.scalarLike(10 ** decimals, scaled));
  return p.cast(rounded, x.dtype);
});

/**
 * Keeps the elements within [xMin, xMax]; at a bound the gradient is halved.
 *
 * @example
 * ops.clip([-2, 0.5, 2], -1, 1); // [-1, 0.5, 1]
 */
export const clip = numpy(
  'clip',
  ['x', 'xMin', 'xMax'],
  (value: TensorLike, xMin: TensorLike | null, xMax: TensorLike | null): Tensor => {
    const given = asTensor(value);
    const x = given.dtype === 'bool' ? p.cast(given, 'int32') : given;
    const above = xMin === null ? x : p.maximum(x, convert(xMin, x.dtype));
    return xMax === null ? above : p.minimum(above, convert(xMax, x.dtype));
  },
);

/** Replaces NaN by `nan`, infinities by `posinf` and `neginf` (null: the largest and smallest finite number). */
export const nanToNum = numpy(
  'nan_to_num',
  ['x', 'nan', 'posinf', 'neginf'],
  (value: TensorLike, nan: number = 0, posinf: number | null = null, neginf: number | null = null): Tensor => {
    const x = asTensor(value);
    if (isIntegral(x)) return x;
    const [least, most] = dtypeRange(x.dtype);
    const infinity = p.scalarLike(Number.POSITIVE_INFINITY, x);
    const finite = p.select(equal(x, infinity), p.scalarLike(posinf ?? most, x), x);
    const bounded = p.select(equal(x, p.neg(infinity)), p.scalarLike(neginf ?? least, x), finite);
    return p.select(isNan(x), p.scalarLike(nan, x), bounded);
  },
);
