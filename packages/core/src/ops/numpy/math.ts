/** keras.ops: functions of each element. Integers become float32 where the results are not whole. */
import { dtypeRange } from '../../dtype.js';
import { PythonTypeError } from '../../errors.js';
import { equal, isNan } from '../../primitives/compare.js';
import * as p from '../../primitives/elementwise.js';
import { besselI0, cbrt as cubeRoot } from '../../primitives/special.js';
import { isIntegral, promote, toFloat } from '../../python/promotion.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy, unaryOp } from '../support/arguments.js';

const floating = (name: string, body: (x: Tensor) => Tensor) => unaryOp(name, (x) => body(toFloat(x)));
const anyType = (name: string, body: (x: Tensor) => Tensor) => unaryOp(name, (x) => body(asTensor(x)));

const operands = promote as (x: Tensor, other: TensorLike) => [Tensor, Tensor];

const times = (factor: number) => (x: Tensor) => p.mul(x, p.scalarLike(factor, x));

/** e to the power of x. */
export const exp = floating('exp', p.exp);
/** 2 to the power of x. */
export const exp2 = floating('exp2', (x) => p.pow(p.scalarLike(2, x), x));
/** exp(x) - 1, exact for small x. */
export const expm1 = floating('expm1', p.expm1);
/** The natural logarithm. */
export const log = floating('log', p.log);
/** log(1 + x), exact for small x. */
export const log1p = floating('log1p', p.log1p);
/** The logarithm to base 2. */
export const log2 = floating('log2', (x) => p.div(p.log(x), p.scalarLike(Math.LN2, x)));
/** The logarithm to base 10. */
export const log10 = floating('log10', (x) => p.div(p.log(x), p.scalarLike(Math.LN10, x)));
/** The square root. */
export const sqrt = floating('sqrt', p.sqrt);
/** The cube root. */
export const cbrt = floating('cbrt', cubeRoot);
/** 1 / x. */
export const reciprocal = floating('reciprocal', p.reciprocal);

/** The sine of an angle in radians. */
export const sin = floating('sin', p.sin);
/** The cosine of an angle in radians. */
export const cos = floating('cos', p.cos);
/** The tangent of an angle in radians. */
export const tan = floating('tan', p.tan);
/** The angle from -π/2 to π/2 with this sine. */
export const arcsin = floating('arcsin', p.asin);
/** The angle from 0 to π with this cosine. */
export const arccos = floating('arccos', p.acos);
/** The angle from -π/2 to π/2 with this tangent. */
export const arctan = floating('arctan', p.atan);
/** The hyperbolic sine. */
export const sinh = floating('sinh', p.sinh);
/** The hyperbolic cosine. */
export const cosh = floating('cosh', p.cosh);
/** The hyperbolic tangent. */
export const tanh = floating('tanh', p.tanh);
/** The inverse of the hyperbolic sine. */
export const arcsinh = floating('arcsinh', p.asinh);
/** The inverse of the hyperbolic cosine. */
export const arccosh = floating('arccosh', p.acosh);
/** The inverse of the hyperbolic tangent. */
export const arctanh = floating('arctanh', p.atanh);
/** Degrees as radians. */
export const deg2rad = floating('deg2rad', times(Math.PI / 180));
/** Radians as degrees. */
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
  if (x.dtype === 'bool') throw new PythonTypeError('[negative]: bools have no negative.', { hint: 'use logicalNot.' });
  return p.neg(x);
});

/** -1, 0 or 1: the sign of x. */
export const sign = anyType('sign', p.sign);
/** x²; of bools as int32. */
export const square = anyType('square', (x) => {
  const value = x.dtype === 'bool' ? p.cast(x, 'int32') : x;
  return p.mul(value, value);
});
/** The largest integer up to x. */
export const floor = floating('floor', p.floor);
/** The smallest integer from x on. */
export const ceil = floating('ceil', p.ceil);
/** The whole part. */
export const trunc = anyType('trunc', (x) => (isIntegral(x) ? x : p.trunc(x)));
/** The same values in a new tensor. */
export const copy = anyType('copy', (x) => x);

/** Rounds to so many decimals, halves to even. Negative `decimals` round whole tens, hundreds, ... */
export const round = numpy('round', ['x', 'decimals'], (x: TensorLike, decimals: number = 0): Tensor => {
  const input = asTensor(x);
  if (isIntegral(input) && decimals >= 0) return input;
  if (decimals === 0) return p.round(input);
  const scaled = times(10 ** decimals)(toFloat(input));
  const rounded = p.div(p.round(scaled), p.scalarLike(10 ** decimals, scaled));
  return p.cast(rounded, input.dtype);
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
  (x: TensorLike, xMin: TensorLike | null, xMax: TensorLike | null): Tensor => {
    const given = asTensor(x);
    const input = given.dtype === 'bool' ? p.cast(given, 'int32') : given;
    const above = xMin === null ? input : p.maximum(...operands(input, xMin));
    return xMax === null ? above : p.minimum(...operands(above, xMax));
  },
);

/** Replaces NaN by `nan`, infinities by `posinf` and `neginf` (null: the largest and smallest finite number). */
export const nanToNum = numpy(
  'nan_to_num',
  ['x', 'nan', 'posinf', 'neginf'],
  (x: TensorLike, nan: number = 0, posinf: number | null = null, neginf: number | null = null): Tensor => {
    const input = asTensor(x);
    if (isIntegral(input)) return input;
    const [least, most] = dtypeRange(input.dtype);
    const infinity = p.scalarLike(Number.POSITIVE_INFINITY, input);
    const finite = p.select(equal(input, infinity), p.scalarLike(posinf ?? most, input), input);
    const bounded = p.select(equal(input, p.neg(infinity)), p.scalarLike(neginf ?? least, input), finite);
    return p.select(isNan(input), p.scalarLike(nan, input), bounded);
  },
);
