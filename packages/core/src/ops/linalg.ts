/** keras.ops under its linalg heading: decompositions, equations, norms. Integers are taken as floats; leading axes are batches. */
import { dtypeEpsilon } from '../dtype.js';
import { ShapeError, ValueError } from '../errors.js';
import { greater, greaterEqual, lessEqual, notEqual } from '../primitives/compare.js';
import { abs, cast, div, log, maximum, mul, pow, scalarLike, select, sign, sqrt } from '../primitives/elementwise.js';
import { iota } from '../primitives/iota.js';
import { cholesky as lowerFactor } from '../primitives/linalg/cholesky.js';
import { eigh as symmetricEigen } from '../primitives/linalg/eigh.js';
import { lu } from '../primitives/linalg/lu.js';
import { columnNumbers, columnsOf, identityLike, leadOf, rowNumbers, rowsOf } from '../primitives/linalg/matrices.js';
import { qr as orthogonalTriangular } from '../primitives/linalg/qr.js';
import { solveMatrices } from '../primitives/linalg/solve.js';
import { svd as singularValues } from '../primitives/linalg/svd.js';
import { product } from '../primitives/matmul.js';
import { broadcastTo, concatenate, matrixTranspose, reshape, slice } from '../primitives/movement.js';
import { max, min, prod, sum } from '../primitives/reduce.js';
import { promoteToFloat, toFloat } from '../python/promotion.js';
import { broadcastShapes, formatShape, normalizeAxes, normalizeAxis, reducedShape } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { type Axis, numpy } from './support/arguments.js';
import { diagonals, moveAxes } from './support/composites.js';
import { opFamily } from './support/define.js';

const linalg = opFamily('linalg');

function requireMatrices(op: string, x: Tensor): void {
  if (x.rank >= 2) return;
  throw new ShapeError(`[${op}]: matrices are needed.`, { received: `shape ${formatShape(x.shape)}` });
}

/** What symbolic matrices have to be, whose sizes may be unknown. */
const squares =
  (op: string) =>
  (x: TensorLike): undefined => {
    const { shape } = asTensor(x);
    if (shape[shape.length - 1] === shape[shape.length - 2]) return;
    throw new ShapeError(`[${op}]: square matrices are needed.`, { received: formatShape(shape) });
  };

/** {@link squares}, and a right side of as many rows. */
const equations =
  (op: string) =>
  (a: TensorLike, b: TensorLike): undefined => {
    squares(op)(a);
    const [{ shape: left }, { shape: right }] = [asTensor(a), asTensor(b)];
    if (left.length !== right.length || left[left.length - 2] === right[right.length - 2]) return;
    throw new ShapeError(`[${op}]: both sides must have as many rows.`, {
      received: `${formatShape(left)} and ${formatShape(right)}`,
    });
  };

/**
 * The lower triangular L with L Lᵀ = x, or the upper triangular U with Uᵀ U = x. NaN where x is not positive definite.
 *
 * @throws ShapeError unless x is [..., n, n]
 */
export const cholesky = linalg(
  'cholesky',
  ['x', 'upper'],
  (x: TensorLike, upper: boolean = false): Tensor => {
    const lower = lowerFactor(toFloat(x));
    return upper ? matrixTranspose(lower) : lower;
  },
  { spec: squares('cholesky') },
);

/** The part of a matrix that equations with a triangular matrix look at. */
const triangle = (x: Tensor, lower: boolean): Tensor => {
  const keeps = lower ? greaterEqual(rowNumbers(x), columnNumbers(x)) : lessEqual(rowNumbers(x), columnNumbers(x));
  return select(keeps, x, scalarLike(0, x));
};

/** The inverse of the matrix of which x is a Cholesky factor. */
export const choleskyInverse = linalg(
  'cholesky_inverse',
  ['x', 'upper'],
  (x: TensorLike, upper: boolean = false): Tensor => {
    const input = toFloat(x);
    const inverse = solveMatrices(triangle(input, !upper), identityLike(input));
    return upper ? product(inverse, matrixTranspose(inverse)) : product(matrixTranspose(inverse), inverse);
  },
  { spec: squares('cholesky_inverse') },
);

/** -1 for an odd number of exchanges, else 1. */
function signOfOrder(pivots: Tensor, like: Tensor): Tensor {
  const isExchange = notEqual(pivots, iota(pivots.shape[pivots.rank - 1]!));
  return prod(select(isExchange, scalarLike(-1, like), scalarLike(1, like)), [pivots.rank - 1]);
}

/** The diagonal of U and the sign of the row order, of which the determinant is the product. */
function factorsOf(op: string, value: TensorLike): { diagonal: Tensor; order: Tensor } {
  const x = toFloat(value);
  if (x.rank < 2 || rowsOf(x) !== columnsOf(x)) {
    throw new ShapeError(`[${op}]: square matrices are needed.`, { received: formatShape(x.shape) });
  }
  const [factors, pivots] = lu(x);
  return { diagonal: diagonals(factors, 0), order: signOfOrder(pivots, factors) };
}

/** The determinant. */
export const det = linalg(
  'det',
  ['x'],
  (x: TensorLike): Tensor => {
    const { diagonal, order } = factorsOf('det', x);
    return mul(order, prod(diagonal, [diagonal.rank - 1]));
  },
  { spec: squares('det') },
);

function signAndLog(op: string, x: TensorLike): [Tensor, Tensor] {
  const { diagonal, order } = factorsOf(op, x);
  const last = [diagonal.rank - 1];
  return [mul(order, prod(sign(diagonal), last)), sum(log(abs(diagonal)), last)];
}

/** The sign of the determinant and the logarithm of its magnitude. */
export const slogdet = numpy('slogdet', ['x'], (x: TensorLike): [Tensor, Tensor] => signAndLog('slogdet', x));
/** The logarithm of the magnitude of the determinant. */
export const logdet = opFamily('math')('logdet', ['x'], (x: TensorLike): Tensor => signAndLog('logdet', x)[1]);

/** The inverse of a square matrix. */
export const inv = linalg(
  'inv',
  ['x'],
  (x: TensorLike): Tensor => {
    const input = toFloat(x);
    return solveMatrices(input, identityLike(input));
  },
  { spec: squares('inv') },
);

/** Solves with b as vectors or matrices, broadcast over the leading axes. */
function solveFor(a: Tensor, b: Tensor): Tensor {
  requireMatrices('solve', a);
  const isVector = b.rank === 1 || (b.rank === a.rank - 1 && b.rank > 1 && rowsOf(b) !== rowsOf(a));
  const right = isVector ? reshape(b, [...b.shape, 1]) : b;
  const lead = broadcastShapes('solve', leadOf(a), leadOf(right));
  const spread = (x: Tensor) => broadcastTo(x, [...lead, ...x.shape.slice(-2)]);
  const x = solveMatrices(spread(a), spread(right));
  return isVector ? reshape(x, x.shape.slice(0, -1)) : x;
}

/**
 * The x with a · x = b, for a of [..., n, n] and b a vector or [..., n, k].
 *
 * @throws ShapeError where a is not square or b has another number of rows
 */
export const solve = linalg(
  'solve',
  ['a', 'b'],
  (a: TensorLike, b: TensorLike): Tensor => solveFor(...(promoteToFloat(a, b) as [Tensor, Tensor])),
  { tensors: 2, spec: equations('solve') },
);

/** {@link solve} for a triangular matrix; the other triangle of `a` is not looked at. */
export const solveTriangular = linalg(
  'solve_triangular',
  ['a', 'b', 'lower'],
  (a: TensorLike, b: TensorLike, lower: boolean = false): Tensor => {
    const [matrix, right] = promoteToFloat(a, b) as [Tensor, Tensor];
    requireMatrices('solve_triangular', matrix);
    const factor = triangle(matrix, lower);
    // With one axis less, b is a batch of vectors.
    return right.rank === matrix.rank - 1
      ? reshape(solveFor(factor, reshape(right, [...right.shape, 1])), right.shape)
      : solveFor(factor, right);
  },
  { tensors: 2, spec: equations('solve_triangular') },
);

/** L (without its unit diagonal) and U in one matrix, and the int32 row with which each row was exchanged in turn. */
export const luFactor = linalg('lu_factor', ['x'], (x: TensorLike): [Tensor, Tensor] => {
  const [factors, pivots] = lu(toFloat(x));
  return [factors, pivots];
});

/** The columns from `start` to before `stop`. */
const columnsFrom = (x: Tensor, start: number, stop: number): Tensor =>
  slice(
    x,
    x.shape.map((_, i) => (i === x.rank - 1 ? start : 0)),
    [...x.shape.slice(0, -1), stop - start],
  );

/** Q with orthonormal columns and R upper triangular, with Q R = x. `mode` 'complete' makes Q square. */
export const qr = linalg(
  'qr',
  ['x', 'mode'],
  (x: TensorLike, mode: 'reduced' | 'complete' = 'reduced'): [Tensor, Tensor] => {
    if (mode !== 'reduced' && mode !== 'complete') {
      throw new ValueError("[qr]: mode is 'reduced' or 'complete'.", { received: `'${mode}'` });
    }
    const value = toFloat(x);
    requireMatrices('qr', value);
    const [rows, columns] = [rowsOf(value), columnsOf(value)];
    if (rows >= columns) return orthogonalTriangular(value, mode === 'complete');
    // The first columns determine Q; the others only follow.
    const [first, others] = [columnsFrom(value, 0, rows), columnsFrom(value, rows, columns)];
    const [q, r] = orthogonalTriangular(first);
    return [q, concatenate([r, product(matrixTranspose(q), others)], value.rank - 1)];
  },
);

/** Eigenvalues of symmetric matrices in ascending order, and their eigenvectors as columns. */
export const eigh = linalg('eigh', ['x'], (x: TensorLike): [Tensor, Tensor] => symmetricEigen(toFloat(x)));

const svdOf = linalg(
  'svd',
  ['x', 'fullMatrices', 'computeUv'],
  (x: TensorLike, fullMatrices: boolean = true, computeUv: boolean = true): [Tensor, Tensor, Tensor] | Tensor => {
    const parts = singularValues(toFloat(x), fullMatrices && computeUv);
    return computeUv ? parts : parts[1];
  },
  { className: 'SVD' },
);

type Svd<Uv> = Uv extends false ? Tensor : [Tensor, Tensor, Tensor];

interface SvdSettings<Uv> {
  /** Whether U and V are square. */
  fullMatrices?: boolean;
  /** false for the singular values alone. */
  computeUv?: Uv;
}

interface SvdFunction {
  /** U, the singular values in descending order, and Vᵀ; or the singular values alone. */
  <Uv extends boolean = true>(x: TensorLike, keywords?: SvdSettings<Uv>): Svd<Uv>;
  /** U, the singular values in descending order, and Vᵀ; or the singular values alone. */
  <Uv extends boolean = true>(x: TensorLike, fullMatrices?: boolean, computeUv?: Uv): Svd<Uv>;
  /** U, the singular values in descending order, and Vᵀ; or the singular values alone. */
  <Uv extends boolean = true>(keywords: { x: TensorLike } & SvdSettings<Uv>): Svd<Uv>;
}

/** U, the singular values in descending order, and Vᵀ; or the singular values alone. */
export const svd = svdOf as unknown as SvdFunction;

/** The largest singular value times `relative`, as a row. */
function cutoff(values: Tensor, relative: number): Tensor {
  return mul(max(values, [values.rank - 1], true), scalarLike(relative, values));
}

const largerSide = (x: Tensor): number => Math.max(rowsOf(x), columnsOf(x));

/** The Moore-Penrose inverse; singular values below `rcond` times the largest count as 0. */
export const pinv = linalg('pinv', ['x', 'rcond'], (x: TensorLike, rcond: number | null = null): Tensor => {
  const input = toFloat(x);
  requireMatrices('pinv', input);
  const [u, values, vt] = singularValues(input, false);
  const isLarge = greater(values, cutoff(values, rcond ?? 10 * largerSide(input) * dtypeEpsilon(input.dtype)));
  const inverse = select(
    isLarge,
    div(scalarLike(1, input), select(isLarge, values, scalarLike(1, input))),
    scalarLike(0, input),
  );
  const scaled = mul(matrixTranspose(vt), reshape(inverse, [...leadOf(input), 1, inverse.shape[inverse.rank - 1]!]));
  return product(scaled, matrixTranspose(u));
});

/** The x of least norm that minimises |a · x - b|; singular values below `rcond` times the largest count as 0. */
export const lstsq = linalg(
  'lstsq',
  ['a', 'b', 'rcond'],
  (a: TensorLike, b: TensorLike, rcond: number | null = null): Tensor => {
    const [matrix, right] = promoteToFloat(a, b) as [Tensor, Tensor];
    if (matrix.rank !== 2 || right.rank > 2 || right.shape[0] !== matrix.shape[0]) {
      throw new ShapeError('[lstsq]: a matrix and as many right-hand sides as it has rows are needed.', {
        received: `${formatShape(matrix.shape)} and ${formatShape(right.shape)}`,
      });
    }
    const [u, values, vt] = singularValues(matrix, false);
    const isLarge = greaterEqual(values, cutoff(values, rcond ?? largerSide(matrix) * dtypeEpsilon(matrix.dtype)));
    const columns = right.rank === 1 ? reshape(right, [right.size, 1]) : right;
    const turned = product(matrixTranspose(u), columns);
    const divisor = reshape(select(isLarge, values, scalarLike(1, values)), [values.size, 1]);
    const kept = select(reshape(isLarge, [values.size, 1]), div(turned, divisor), scalarLike(0, turned));
    const x = product(matrixTranspose(vt), kept);
    return right.rank === 1 ? reshape(x, [x.size]) : x;
  },
  { tensors: 2 },
);

/** How many singular values are larger than `tol` (left out: the rounding error of the largest), as int32. */
export const matrixRank = linalg('matrix_rank', ['x', 'tol'], (x: TensorLike, tol: number | null = null): Tensor => {
  const input = toFloat(x);
  requireMatrices('matrix_rank', input);
  const [, values] = singularValues(input, false);
  const bound = tol === null ? cutoff(values, largerSide(input) * dtypeEpsilon(input.dtype)) : scalarLike(tol, values);
  return sum(cast(greater(values, bound), 'int32'), [values.rank - 1]);
});

/** A norm by its number, or 'fro' and 'nuc' of matrices. */
export type NormOrder = number | 'fro' | 'nuc' | null;

/** Changes no norm. Its derivative at 0 is half of what it were without, as in JAX, where the largest of nothing is 0. */
const atLeastZero = (x: Tensor): Tensor => maximum(x, scalarLike(0, x));

const squareRootOfSquares = (x: Tensor, axes: readonly number[]): Tensor => sqrt(sum(mul(x, x), axes, true));

function vectorNorm(x: Tensor, ord: NormOrder, axis: number): Tensor {
  const size = abs(x);
  if (ord === null || ord === 2) return squareRootOfSquares(x, [axis]);
  if (typeof ord === 'string') throw new ValueError('[norm]: this is a norm of matrices.', { received: `'${ord}'` });
  if (ord === Number.POSITIVE_INFINITY) return atLeastZero(max(size, [axis], true));
  if (ord === Number.NEGATIVE_INFINITY) return min(size, [axis], true);
  if (ord === 0) return sum(cast(notEqual(x, scalarLike(0, x)), x.dtype), [axis], true);
  if (ord === 1) return sum(size, [axis], true);
  return pow(sum(pow(size, scalarLike(ord, x)), [axis], true), scalarLike(1 / ord, x));
}

function matrixNorm(x: Tensor, ord: NormOrder, axes: readonly [number, number]): Tensor {
  const [rows, columns] = axes;
  if (ord === null || ord === 'fro') return squareRootOfSquares(x, axes);
  if (ord === 'nuc' || ord === 2 || ord === -2) {
    const [, values] = singularValues(moveAxes(x, axes, [-2, -1]), false);
    const last = [values.rank - 1];
    const norm = ord === 'nuc' ? sum(values, last) : ord === 2 ? max(values, last) : min(values, last);
    return reshape(norm, reducedShape(x.shape, axes, true));
  }
  const lines = { 1: rows, [-1]: rows, Infinity: columns, [-Infinity]: columns } as Record<string, number>;
  const line = lines[String(ord)];
  if (line === undefined) throw new ValueError('[norm]: unknown norm of matrices.', { received: String(ord) });
  const across = line === rows ? columns : rows;
  const sums = sum(abs(x), [line], true);
  return (ord as number) > 0 ? atLeastZero(max(sums, [across], true)) : min(sums, [across], true);
}

/**
 * A norm of vectors (one axis) or matrices (two axes); without axis and order, the root of the sum of all squares.
 *
 * @param ord for vectors a number (2 if left out); for matrices 'fro' (if left out), 'nuc', ±1, ±2, ±Infinity
 */
export const norm = linalg(
  'norm',
  ['x', 'ord', 'axis', 'keepdims'],
  (x: TensorLike, ord: NormOrder = null, axis: Axis = null, keepdims: boolean = false): Tensor => {
    const input = toFloat(x);
    const axes =
      typeof axis === 'number' || axis === null
        ? normalizeAxes(axis, input.rank, 'norm')
        : axis.map((i) => normalizeAxis(i, input.rank, 'norm'));
    const finish = (kept: Tensor): Tensor => (keepdims ? kept : reshape(kept, reducedShape(input.shape, axes, false)));
    if (axis === null && ord === null) return finish(squareRootOfSquares(input, axes));
    if (axes.length === 1) return finish(vectorNorm(input, ord, axes[0]!));
    if (axes.length === 2) return finish(matrixNorm(input, ord, axes as [number, number]));
    throw new ValueError('[norm]: an order needs one or two axes.', { received: `${axes.length} axes` });
  },
);
