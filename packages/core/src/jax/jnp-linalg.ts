/** jax.numpy.linalg. */
import * as ops from '../ops/index.js';
import { range } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { jaxFunction } from './jax-function.js';

export {
  cholesky,
  cross,
  det,
  diagonal,
  eig,
  eigh,
  inv,
  lstsq,
  matmul,
  matrixRank,
  norm,
  outer,
  pinv,
  qr,
  slogdet,
  solve,
  svd,
  tensordot,
  trace,
} from '../ops/index.js';
export { matrixTranspose, vecdot } from './jnp-functions.js';

/** The singular values, in descending order. */
export const svdvals = jaxFunction(
  'svdvals',
  ['x'],
  (x: TensorLike): Tensor => ops.svd(x, { computeUv: false }) as Tensor,
);
/** The eigenvalues of symmetric matrices, in ascending order. */
export const eigvalsh = jaxFunction('eigvalsh', ['x'], (x: TensorLike): Tensor => ops.eigh(x)[0]);
/** The condition number: the largest singular value over the smallest. */
export const cond = jaxFunction('cond', ['x'], (x: TensorLike): Tensor => {
  const values = svdvals(x);
  return ops.divide(values.at('...', 0), values.at('...', -1));
});

/** A matrix to an integer power, by repeated squaring. */
export const matrixPower = jaxFunction('matrix_power', ['x', 'n'], (x: TensorLike, n: number): Tensor => {
  const matrix = n < 0 ? ops.inv(x) : asTensor(x);
  const size = matrix.shape[matrix.rank - 1]!;
  const start: { total: Tensor | null; square: Tensor } = { total: null, square: matrix };
  const bits = Math.abs(n).toString(2).split('').reverse();
  const { total } = bits.reduce(({ total: product, square }, bit, i) => {
    const now = i === 0 ? square : ops.matmul(square, square);
    return { total: bit === '0' ? product : product ? ops.matmul(product, now) : now, square: now };
  }, start);
  return total ?? ops.broadcastTo(ops.eye(size, { dtype: matrix.dtype }), matrix.shape);
});

/** The product of several matrices. */
export const multiDot = jaxFunction(
  'multi_dot',
  ['matrices'],
  (matrices: readonly TensorLike[]): Tensor =>
    matrices.slice(1).reduce<Tensor>((product, matrix) => ops.matmul(product, matrix), asTensor(matrices[0]!)),
);

/** The norm of matrices, the last two axes. */
export const matrixNorm = jaxFunction(
  'matrix_norm',
  ['x', 'ord', 'keepdims'],
  (x: TensorLike, ord: 'fro' | 'nuc' | number = 'fro', keepdims = false): Tensor =>
    ops.norm(x, { ord, axis: [-2, -1], keepdims }),
);
/** The norm of vectors: of all elements, unless an axis is given. */
export const vectorNorm = jaxFunction(
  'vector_norm',
  ['x', 'ord', 'axis', 'keepdims'],
  (x: TensorLike, ord: number = 2, axis: number | null = null, keepdims = false): Tensor => {
    if (axis !== null) return ops.norm(x, { ord, axis, keepdims });
    const total = ops.norm(ops.ravel(x), { ord });
    return keepdims
      ? ops.reshape(
          total,
          range(asTensor(x).rank).map(() => 1),
        )
      : total;
  },
);
