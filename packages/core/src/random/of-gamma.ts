/** jax.random's distributions that are functions of gamma numbers, operation by operation as there. */
import { type DType, standardizeDType } from '../dtype.js';
import { abs, add, div, exp, mul, pow, scalar, sqrt } from '../primitives/elementwise.js';
import { sum } from '../primitives/reduce.js';
import { pythonFunction } from '../python/python-call.js';
import type { Shape } from '../shape.js';
import type { Tensor, TensorLike } from '../tensor/tensor.js';
import { asKey, type Key, splitKeys } from './keys.js';
import { gammaOf } from './rejection.js';
import { bound, drawExponential, drawNormal, drawSigns, times } from './transformed.js';

type DTypeName = string | null;

function chisquareOf(key: Tensor, degrees: Tensor): Tensor {
  return times(2, exp(gammaOf(key, times(0.5, degrees), degrees.shape, degrees.dtype, true)));
}

/**
 * Numbers of the chi-squared distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param df degrees of freedom
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const chisquare = pythonFunction(
  'chisquare',
  ['key', 'df', 'shape', 'dtype'],
  (key: Key, df: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) =>
    chisquareOf(asKey(key), bound('chisquare', shape, dtype, df).values[0]!),
);

/**
 * Numbers of the F distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param dfnum degrees of freedom of the numerator
 * @param dfden degrees of freedom of the denominator
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const f = pythonFunction(
  'f',
  ['key', 'dfnum', 'dfden', 'shape', 'dtype'],
  (key: Key, dfnum: TensorLike, dfden: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const [numerator, denominator] = bound('f', shape, dtype, dfnum, dfden).values as [Tensor, Tensor];
    const [forDenominator, forNumerator] = splitKeys(asKey(key), 2);
    const over = (own: Tensor, degrees: Tensor) => div(chisquareOf(own, degrees), degrees);
    return div(over(forNumerator!, numerator), over(forDenominator!, denominator));
  },
);

/**
 * Numbers of Student's t distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param df degrees of freedom
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const t = pythonFunction(
  't',
  ['key', 'df', 'shape', 'dtype'],
  (key: Key, df: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const { type, target, values } = bound('t', shape, dtype, df);
    const half = times(0.5, values[0]!);
    const [forNormal, forGamma] = splitKeys(asKey(key), 2);
    const scale = sqrt(div(half, gammaOf(forGamma!, half, target, type, false)));
    return mul(drawNormal(forNormal!, target, type), scale);
  },
);

function generalizedNormalOf(key: Tensor, p: number, shape: Shape, dtype: DType): Tensor {
  const [forGamma, forSigns] = splitKeys(key, 2);
  const size = pow(gammaOf(forGamma!, 1 / p, shape, dtype, false), scalar(1 / p, dtype));
  return mul(drawSigns(forSigns!, shape, dtype), size);
}

/**
 * Numbers of density e^-|x|^p, up to a constant.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param p the exponent
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default
 */
export const generalizedNormal = pythonFunction(
  'generalizedNormal',
  ['key', 'p', 'shape', 'dtype'],
  (key: Key, p: number, shape: Shape = [], dtype: DTypeName = null) =>
    generalizedNormalOf(asKey(key), p, shape, standardizeDType(dtype)),
);

/**
 * Points of the ball of radius 1 in the norm of exponent p.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param d how many coordinates a point has
 * @param p the exponent of the norm
 * @param shape sizes of the result without its last axis
 * @param dtype a dtype by name, or null for the default
 */
export const ball = pythonFunction(
  'ball',
  ['key', 'd', 'p', 'shape', 'dtype'],
  (key: Key, d: number, p: number = 2, shape: Shape = [], dtype: DTypeName = null) => {
    const type = standardizeDType(dtype);
    const [forPoints, forRadius] = splitKeys(asKey(key), 2);
    const points = generalizedNormalOf(forPoints!, p, [...shape, d], type);
    const size = sum(pow(abs(points), scalar(p, type)), [shape.length], true);
    const extra = drawExponential(forRadius!, [...shape, 1], type);
    return div(points, pow(add(size, extra), scalar(1 / p, type)));
  },
);
