/** jax.random's normal vectors, their lengths, and matrices of them. */
import { type DType, standardizeDType } from '../dtype.js';
import { ShapeError } from '../errors.js';
import { add, mul, sign, sqrt } from '../primitives/elementwise.js';
import { cholesky } from '../primitives/linalg/cholesky.js';
import { identityLike, sumRows, T } from '../primitives/linalg/matrices.js';
import { qr } from '../primitives/linalg/qr.js';
import { product } from '../primitives/matmul.js';
import { reshape } from '../primitives/movement.js';
import { sum } from '../primitives/reduce.js';
import { convert, toFloat } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { broadcastShapes, formatShape, type Shape } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { resultShape } from './jax.js';
import { asKey, type Key, splitKeys } from './keys.js';
import { drawNormal, drawSigns, square } from './transformed.js';

type DTypeName = string | null;

const maxwellOf = (key: Tensor, shape: Shape, dtype: DType): Tensor =>
  sqrt(sum(square(drawNormal(key, [...shape, 3], dtype)), [shape.length]));

/**
 * Lengths of normal vectors in space.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param dtype a dtype by name, or null for the default
 */
export const maxwell = pythonFunction(
  'maxwell',
  ['key', 'shape', 'dtype'],
  (key: Key, shape: Shape = [], dtype: DTypeName = null) => maxwellOf(asKey(key), shape, standardizeDType(dtype)),
);

/**
 * Numbers of Maxwell's distribution with random signs.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param loc the middle
 * @param scale a factor
 * @param shape sizes in front of those of the parameters; none for theirs twice, as in JAX
 * @param dtype a dtype by name, or null for the default
 */
export const doubleSidedMaxwell = pythonFunction(
  'doubleSidedMaxwell',
  ['key', 'loc', 'scale', 'shape', 'dtype'],
  (key: Key, loc: TensorLike, scale: TensorLike, shape: Shape = [], dtype: DTypeName = null) => {
    const type = standardizeDType(dtype);
    const own = broadcastShapes('doubleSidedMaxwell', asTensor(loc).shape, asTensor(scale).shape);
    const target = [...(shape.length > 0 ? shape : own), ...own];
    const [forLengths, forSigns] = splitKeys(asKey(key), 2);
    const drawn = mul(drawSigns(forSigns!, target, type), maxwellOf(forLengths!, target, type));
    return add(mul(drawn, convert(scale, type)), convert(loc, type));
  },
);

/**
 * Normal vectors with a mean and a covariance, by the factor of Cholesky.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param mean the mean, along the last axis
 * @param cov the covariances, along the last two axes
 * @param shape sizes of the result without its last axis; null for those of `mean` and `cov`
 * @param dtype a dtype by name, or null for that of the mean
 * @throws ShapeError unless `cov` is a matrix for each mean
 * @example
 * random.multivariateNormal(random.PRNGKey(0), [0, 1], [[2, 1], [1, 2]], [100]);
 */
export const multivariateNormal = pythonFunction(
  'multivariateNormal',
  ['key', 'mean', 'cov', 'shape', 'dtype'],
  (key: Key, mean: TensorLike, cov: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const [middle, covariance] = [toFloat(mean), toFloat(cov)];
    const type = standardizeDType(dtype, middle.dtype);
    const n = middle.shape.at(-1);
    if (n === undefined || formatShape(covariance.shape.slice(-2)) !== formatShape([n, n])) {
      throw new ShapeError('[multivariateNormal]: the covariances do not fit the mean.', {
        expected: 'a mean [..., n] and covariances [..., n, n]',
        received: `mean ${formatShape(middle.shape)}, covariances ${formatShape(covariance.shape)}`,
      });
    }
    const batches = [middle.shape.slice(0, -1), covariance.shape.slice(0, -2)].map((batch) => ({ shape: batch }));
    const batch = resultShape('multivariateNormal', shape, ...batches);
    const drawn = drawNormal(asKey(key), [...batch, n], type);
    const factor = cholesky(convert(covariance, type));
    return add(convert(middle, type), reshape(product(factor, reshape(drawn, [...batch, n, 1])), drawn.shape));
  },
);

/**
 * Orthogonal matrices, all equally likely.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param n the number of rows
 * @param shape sizes in front of the matrices
 * @param dtype a dtype by name, or null for the default
 * @param m the number of columns; null for `n`
 */
export const orthogonal = pythonFunction(
  'orthogonal',
  ['key', 'n', 'shape', 'dtype', 'm'],
  (key: Key, n: number, shape: Shape = [], dtype: DTypeName = null, m: number | null = null) => {
    const columns = m ?? n;
    const sizes = [Math.max(n, columns), Math.min(n, columns)] as const;
    const [q, r] = qr(drawNormal(asKey(key), [...shape, ...sizes], standardizeDType(dtype)));
    // With a positive diagonal of r, which makes the factors unique.
    const x = mul(q, sign(sumRows(mul(r, identityLike(r)))));
    return n < columns ? T(x) : x;
  },
);
