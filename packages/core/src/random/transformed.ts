/** jax.random's distributions that are functions of uniform and normal numbers, operation by operation as there. */
import { type DType, isInteger, standardizeDType } from '../dtype.js';
import { PythonTypeError } from '../errors.js';
import { equal, less, lessEqual } from '../primitives/compare.js';
import {
  add,
  cast,
  div,
  exp,
  floor,
  log,
  log1p,
  mul,
  neg,
  pow,
  scalar,
  select,
  sqrt,
  sub,
  tan,
} from '../primitives/elementwise.js';
import { broadcastTo } from '../primitives/movement.js';
import { randomBits } from '../primitives/random.js';
import { convert, toFloat } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import type { Shape } from '../shape.js';
import type { Tensor, TensorLike } from '../tensor/tensor.js';
import { floatFormat, normal, uniform } from './distributions.js';
import { resultShape } from './jax.js';
import { asKey, type Key, splitKeys } from './keys.js';

type DTypeName = string | null;

export const drawUniform = (key: Tensor, shape: Shape, dtype: DType): Tensor => uniform(randomBits, key, shape, dtype);
export const drawNormal = (key: Tensor, shape: Shape, dtype: DType): Tensor => normal(randomBits, key, shape, dtype);
export const times = (factor: number, x: Tensor): Tensor => mul(scalar(factor, x.dtype), x);
export const square = (x: Tensor): Tensor => mul(x, x);

/** Numbers of density e^-x. */
export const drawExponential = (key: Tensor, shape: Shape, dtype: DType): Tensor =>
  neg(log1p(neg(drawUniform(key, shape, dtype))));

/** 1 or -1. */
export const drawSigns = (key: Tensor, shape: Shape, dtype: DType): Tensor => {
  const isOne = less(drawUniform(key, shape, 'float32'), scalar(0.5, 'float32'));
  return select(isOne, scalar(1, dtype), scalar(-1, dtype));
};

/** Parameters of a floating distribution in its dtype, with the shape of the result. */
export function bound(name: string, shape: Shape | null, dtype: DTypeName, ...parameters: readonly TensorLike[]) {
  const type = standardizeDType(dtype);
  const target = resultShape(name, shape, ...parameters);
  return { type, target, values: parameters.map((x) => broadcastTo(convert(x, type), target)) };
}

function integerType(name: string, dtype: DTypeName): DType {
  const type = standardizeDType(dtype, 'int32');
  if (!isInteger(type)) throw new PythonTypeError(`[${name}]: the dtype must be an integer type.`, { received: type });
  return type;
}

/**
 * Numbers of the standard Cauchy distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default
 */
export const cauchy = pythonFunction(
  'cauchy',
  ['key', 'shape', 'dtype'],
  (key: Key, shape: Shape = [], dtype: DTypeName = null) => {
    const type = standardizeDType(dtype);
    const u = uniform(randomBits, asKey(key), shape, type, 2 ** -floatFormat(type).digits, 1);
    return tan(times(Math.PI, sub(u, scalar(0.5, type))));
  },
);

/**
 * Numbers of the Pareto distribution: at least 1, of density b / x^(b + 1).
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param b the shape parameter
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const pareto = pythonFunction(
  'pareto',
  ['key', 'b', 'shape', 'dtype'],
  (key: Key, b: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const { type, target, values } = bound('pareto', shape, dtype, b);
    return exp(div(drawExponential(asKey(key), target, type), values[0]!));
  },
);

/**
 * Numbers of the Rayleigh distribution: lengths of normal vectors in the plane.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param scale the standard deviation of the vectors' parts
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const rayleigh = pythonFunction(
  'rayleigh',
  ['key', 'scale', 'shape', 'dtype'],
  (key: Key, scale: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const { type, target, values } = bound('rayleigh', shape, dtype, scale);
    return mul(values[0]!, sqrt(times(-2, log(drawUniform(asKey(key), target, type)))));
  },
);

/**
 * Numbers of the Weibull distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param scale a factor of the numbers
 * @param concentration the shape parameter
 * @param shape sizes of what is drawn, with which the other parameters broadcast
 * @param dtype a dtype by name, or null for the default
 */
export const weibullMin = pythonFunction(
  'weibullMin',
  ['key', 'scale', 'concentration', 'shape', 'dtype'],
  (key: Key, scale: TensorLike, concentration: TensorLike, shape: Shape = [], dtype: DTypeName = null) => {
    const type = standardizeDType(dtype);
    const drawn = drawExponential(asKey(key), shape, type);
    return mul(pow(drawn, div(scalar(1, type), convert(concentration, type))), convert(scale, type));
  },
);

/**
 * Numbers whose logarithms are normal.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param sigma the standard deviation of the logarithms
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const lognormal = pythonFunction(
  'lognormal',
  ['key', 'sigma', 'shape', 'dtype'],
  (key: Key, sigma: TensorLike = 1, shape: Shape | null = null, dtype: DTypeName = null) => {
    const { type, target, values } = bound('lognormal', shape, dtype, sigma);
    return exp(mul(drawNormal(asKey(key), target, type), values[0]!));
  },
);

/**
 * Numbers of the triangular distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param left the least number
 * @param mode where the density is greatest
 * @param right the largest number
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const triangular = pythonFunction(
  'triangular',
  ['key', 'left', 'mode', 'right', 'shape', 'dtype'],
  (
    key: Key,
    left: TensorLike,
    mode: TensorLike,
    right: TensorLike,
    shape: Shape | null = null,
    dtype: DTypeName = null,
  ) => {
    const { type, target, values } = bound('triangular', shape, dtype, left, mode, right);
    const [low, top, high] = values as [Tensor, Tensor, Tensor];
    const u = drawUniform(asKey(key), target, type);
    const [width, rising] = [sub(high, low), sub(top, low)];
    const below = add(low, sqrt(mul(mul(u, width), rising)));
    const above = sub(high, sqrt(mul(mul(sub(scalar(1, type), u), width), sub(high, top))));
    return select(less(u, div(rising, width)), below, above);
  },
);

/**
 * Numbers of Wald's distribution, the inverse Gaussian of scale 1.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param mean of the distribution
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const wald = pythonFunction(
  'wald',
  ['key', 'mean', 'shape', 'dtype'],
  (key: Key, mean: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const { type, target, values } = bound('wald', shape, dtype, mean);
    const [mu] = values as [Tensor];
    const [forNormal, forUniform] = splitKeys(asKey(key), 2);
    const y = square(drawNormal(forNormal!, target, type));
    const root = sqrt(add(mul(times(4, mu), y), mul(square(mu), square(y))));
    const x = sub(add(mu, times(0.5, mul(square(mu), y))), mul(times(0.5, mu), root));
    const isFirst = lessEqual(drawUniform(forUniform!, target, type), div(mu, add(mu, x)));
    return select(isFirst, x, div(square(mu), x));
  },
);

/**
 * 1 and -1 with equal chances.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default, int32
 */
export const rademacher = pythonFunction(
  'rademacher',
  ['key', 'shape', 'dtype'],
  (key: Key, shape: Shape = [], dtype: DTypeName = null) =>
    drawSigns(asKey(key), shape, standardizeDType(dtype, 'int32')),
);

/**
 * How many trials it takes to the first success.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param p the probability of success
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype an integer dtype by name, or null for the default
 */
export const geometric = pythonFunction(
  'geometric',
  ['key', 'p', 'shape', 'dtype'],
  (key: Key, p: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const type = integerType('geometric', dtype);
    const chance = toFloat(p);
    const u = drawUniform(asKey(key), resultShape('geometric', shape, p), chance.dtype);
    const one = scalar(1, chance.dtype);
    const trials = floor(div(log(select(equal(u, scalar(0, u.dtype)), one, u)), log1p(neg(chance))));
    return cast(add(trials, one), type);
  },
);
