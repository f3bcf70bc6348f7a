/** The samplers of jax.random: a key first, JAX's argument order, JAX's numbers. */
import { type DType, dtypeInfo, dtypeRange, isInteger, standardizeDType } from '../dtype.js';
import { PythonTypeError, ValueError } from '../errors.js';
import { less, lessEqual } from '../primitives/compare.js';
import { abs, add, cast, fmod, log, log1p, mul, neg, scalar, select, sign, sub } from '../primitives/elementwise.js';
import { reshape, slice } from '../primitives/movement.js';
import { randomBits } from '../primitives/random.js';
import { convert, floatResult, promotableOf, resultType } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { broadcastShapes, formatShape, type Shape, sameShape } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { requireHeld } from '../tensor/whole-numbers.js';
import {
  type BitSource,
  floatFormat,
  normal as normalOf,
  truncatedNormal as truncatedNormalOf,
  uniform as uniformOf,
} from './distributions.js';
import { asKey, type Key, splitKeys } from './keys.js';

export { foldIn, key, PRNGKey, split } from './keys.js';

/** A dtype by name, or null for the default of the function. */
type DTypeName = string | null;

const shapeOf = (x: TensorLike | { readonly shape: Shape }): Shape =>
  typeof x === 'object' && x !== null && 'shape' in x ? (x.shape as Shape) : asTensor(x as TensorLike).shape;

/** The shape of the result: the one asked for, with which the parameters must be compatible, or that of the parameters. */
export function resultShape(
  op: string,
  shape: Shape | null,
  ...parameters: readonly (TensorLike | { readonly shape: Shape })[]
): Shape {
  const own = broadcastShapes(op, ...parameters.map(shapeOf));
  if (shape === null) return own;
  if (!sameShape(broadcastShapes(op, own, shape), shape)) {
    throw new ValueError(`[${op}]: the shape does not fit the parameters.`, {
      expected: `a shape to which ${formatShape(own)} broadcasts`,
      received: formatShape(shape),
    });
  }
  return shape;
}

/**
 * Random words: the full range of `dtype`, an unsigned type of at most 32 bits.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default
 */
export const bits = pythonFunction(
  'bits',
  ['key', 'shape', 'dtype'],
  (key: Key, shape: Shape = [], dtype: DTypeName = null) => {
    const type = standardizeDType(dtype, 'uint32');
    if (dtypeInfo(type).kind !== 'unsigned' || type === 'uint64') {
      throw new PythonTypeError('[bits]: an unsigned type of at most 32 bits is needed.', { received: type });
    }
    return cast(randomBits(asKey(key), shape), type);
  },
);

/** The bits of part of an array: from that of one number on. */
const bitsFrom =
  (start: number): BitSource =>
  (key, shape) =>
    randomBits(key, shape, start);

/**
 * Numbers uniform in [minval, maxval).
 *
 * @param start where the numbers begin in the array that they are part of: those of shape [4] from 8 on are the last ones of shape [3, 4]
 * @example
 * random.uniform(random.PRNGKey(0), [2, 3]);
 * random.uniform(key, [4], { minval: -1 });
 */
export const uniform = pythonFunction(
  'uniform',
  ['key', 'shape', 'dtype', 'minval', 'maxval', 'start'],
  (
    key: Key,
    shape: Shape = [],
    dtype: DTypeName = null,
    minval: TensorLike = 0,
    maxval: TensorLike = 1,
    start: number = 0,
  ) =>
    uniformOf(
      bitsFrom(start),
      asKey(key),
      resultShape('uniform', shape, minval, maxval),
      standardizeDType(dtype),
      minval,
      maxval,
    ),
);

/**
 * Standard normal numbers.
 *
 * @param start where the numbers begin in the array that they are part of
 * @example
 * random.normal(random.PRNGKey(0), [100, 10]);
 */
export const normal = pythonFunction(
  'normal',
  ['key', 'shape', 'dtype', 'start'],
  (key: Key, shape: Shape = [], dtype: DTypeName = null, start: number = 0) =>
    normalOf(bitsFrom(start), asKey(key), shape, standardizeDType(dtype)),
);

/** Standard normal numbers that lie in (lower, upper). */
export const truncatedNormal = pythonFunction(
  'truncatedNormal',
  ['key', 'lower', 'upper', 'shape', 'dtype'],
  (key: Key, lower: TensorLike, upper: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) =>
    truncatedNormalOf(
      randomBits,
      asKey(key),
      resultShape('truncated_normal', shape, lower, upper),
      standardizeDType(dtype),
      lower,
      upper,
    ),
);

/** Integers uniform in [minval, maxval), with the slight bias of JAX's modulus. */
export const randint = pythonFunction(
  'randint',
  ['key', 'shape', 'minval', 'maxval', 'dtype'],
  (key: Key, shape: Shape, minval: TensorLike, maxval: TensorLike, dtype: DTypeName = null) =>
    integers(asKey(key), shape, minval, maxval, dtype),
);

export function integers(
  key: Tensor,
  shape: Shape,
  minval: TensorLike,
  maxval: TensorLike,
  dtype: DTypeName = null,
): Tensor {
  const type = standardizeDType(dtype, 'int32');
  if (!isInteger(type)) throw new PythonTypeError('[randint]: the dtype must be an integer type.', { received: type });
  const target = resultShape('randint', shape, minval, maxval);
  const { bits: width, kind } = dtypeInfo(type);
  // Smaller types are drawn in 32 bits, as in JAX; so are 64-bit ones, which JAX has not by default.
  const type32 = width === 32 && kind === 'unsigned' ? 'uint32' : 'int32';
  const [lowest, highest] = dtypeRange(width < 32 ? type : type32);
  const bound = (x: TensorLike, above: number): Tensor => {
    if (typeof x !== 'number') return convert(x, type32);
    // The end may be one more than the largest number.
    if (x !== dtypeRange(type32)[1] + 1) requireHeld([x], type32);
    return scalar(Math.min(Math.max(Math.trunc(x), lowest), above), type32);
  };
  const low = bound(minval, highest);
  const high = bound(maxval, width < 32 ? highest + 1 : highest);

  const one = scalar(1, 'uint32');
  const span = select(lessEqual(high, low), one, cast(sub(high, low), 'uint32'));
  const [first, second] = splitKeys(key, 2).map((k) => randomBits(k, target));
  // 2^32 mod span, from the square of 2^16 mod span.
  const root = fmod(scalar(2 ** 16, 'uint32'), span);
  const multiplier = fmod(mul(root, root), span);
  const offset = fmod(add(mul(fmod(first!, span), multiplier), fmod(second!, span)), span);
  return cast(add(low, cast(offset, type32)), type);
}

/**
 * true with probability `p`. Mode 'high' resolves probabilities below 1e-7.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param p the probability of true
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param mode 'high' resolves probabilities below 1e-7
 */
export const bernoulli = pythonFunction(
  'bernoulli',
  ['key', 'p', 'shape', 'mode'],
  (key: Key, p: TensorLike = 0.5, shape: Shape | null = null, mode: 'low' | 'high' = 'low') => {
    const target = resultShape('bernoulli', shape, p);
    const dtype = floatResult(resultType(promotableOf(p)));
    const probability = convert(p, dtype);
    if (mode === 'low') return less(uniformOf(randomBits, asKey(key), target, dtype), probability);
    if (mode !== 'high') throw new ValueError("[bernoulli]: mode is 'high' or 'low'.", { received: String(mode) });
    const [coarse, fine] = halves(uniformOf(randomBits, asKey(key), [2, ...target], dtype));
    return less(mul(fine, scalar(2 ** -floatFormat(dtype).digits, dtype)), sub(probability, coarse));
  },
);

function halves(x: Tensor): [Tensor, Tensor] {
  const rest = x.shape.slice(1);
  const at = (i: number) =>
    reshape(
      slice(
        x,
        x.shape.map((_, axis) => (axis === 0 ? i : 0)),
        [1, ...rest],
      ),
      rest,
    );
  return [at(0), at(1)];
}

/** 'high' reaches further into the tails, at twice the cost; null is 'low'. */
export type GumbelMode = 'low' | 'high' | null;

/**
 * Numbers of the standard Gumbel distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default
 * @param mode 'high' reaches further into the tails, at twice the cost
 */
export const gumbel = pythonFunction(
  'gumbel',
  ['key', 'shape', 'dtype', 'mode'],
  (key: Key, shape: Shape = [], dtype: DTypeName = null, mode: GumbelMode = null) =>
    gumbelOf(asKey(key), shape, standardizeDType(dtype), mode),
);

export function gumbelOf(key: Tensor, shape: Shape, dtype: DType, mode: GumbelMode): Tensor {
  const { digits, smallestNormal } = floatFormat(dtype);
  if (mode !== 'high') return neg(log(neg(log(uniformOf(randomBits, key, shape, dtype, smallestNormal, 1)))));
  const [coarse, fine] = halves(uniformOf(randomBits, key, [2, ...shape], dtype));
  const refined = add(add(coarse, mul(fine, scalar(2 ** -digits, dtype))), scalar(smallestNormal, dtype));
  const u = select(less(coarse, scalar(0.5, dtype)), refined, coarse);
  return neg(log(neg(log1p(neg(u)))));
}

/** A sampler of `key, shape, dtype` that transforms uniform numbers. */
const fromUniform = (
  name: string,
  transform: (u: (minval: number, maxval: number) => Tensor, format: ReturnType<typeof floatFormat>) => Tensor,
) =>
  pythonFunction(name, ['key', 'shape', 'dtype'], (key: Key, shape: Shape = [], dtype: DTypeName = null) => {
    const type = standardizeDType(dtype);
    return transform((low, high) => uniformOf(randomBits, asKey(key), shape, type, low, high), floatFormat(type));
  });

/**
 * Numbers of density e^-x for x ≥ 0.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default
 */
export const exponential = fromUniform('exponential', (uniform) => neg(log1p(neg(uniform(0, 1)))));

/**
 * Numbers of density e^-|x| / 2.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default
 */
export const laplace = fromUniform('laplace', (uniform, { digits }) => {
  const u = uniform(-1 + 2 ** -(digits + 1), 1);
  return mul(sign(u), log1p(neg(abs(u))));
});

/**
 * Numbers of the standard logistic distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default
 */
export const logistic = fromUniform('logistic', (uniform, { smallestNormal }) => {
  const u = uniform(smallestNormal, 1);
  return sub(log(u), log1p(neg(u)));
});
