/** Functions of jax.numpy that keras.ops does not have. */
import { floatx } from '../config.js';
import { dtypeInfo, isFloat, standardizeDType } from '../dtype.js';
import { ValueError } from '../errors.js';
import * as ops from '../ops/index.js';
import { requireKind } from '../python/argument-kinds.js';
import { convert, type Promotable, promotableOf, promote, resultType as promotedType } from '../python/promotion.js';
import { broadcastShapes as broadcastAll, range, type Shape, sameShape } from '../shape.js';
import { asTensor, type Tensor, type TensorLike, tensor } from '../tensor/tensor.js';
import { jaxFunction } from './jax-function.js';

/** The dtype that an operation on these operands or dtypes has. */
export const resultType = (...operands: readonly (TensorLike | Promotable)[]): Promotable =>
  promotedType(...operands.map((x) => (typeof x === 'string' ? x : promotableOf(x))));
export const promoteTypes = jaxFunction(
  'promote_types',
  ['a', 'b'],
  (a: Promotable, b: Promotable): Promotable => promotedType(a, b),
);

/** Limits of a floating type. */
export const finfo = jaxFunction(
  'finfo',
  ['dtype'],
  (dtype: string): { bits: number; eps: number; max: number; min: number; tiny: number } => {
    const limits = {
      bfloat16: [2 ** -7, 2 ** 127 * (2 - 2 ** -7), 2 ** -126],
      float16: [2 ** -10, 65504, 2 ** -14],
      float32: [2 ** -23, 2 ** 127 * (2 - 2 ** -23), 2 ** -126],
      float64: [Number.EPSILON, Number.MAX_VALUE, 2 ** -1022],
    };
    const type = standardizeDType(dtype);
    if (!isFloat(type)) throw new ValueError(`finfo() is for floating types.`, { received: dtype });
    const [eps, max, tiny] = limits[type as keyof typeof limits] as [number, number, number];
    return { bits: dtypeInfo(type).bits, eps, max, min: -max, tiny };
  },
);

/** Limits of an integer type; those of 64 bits are rounded to a double. */
export const iinfo = jaxFunction('iinfo', ['dtype'], (dtype: string): { bits: number; max: number; min: number } => {
  const type = standardizeDType(dtype);
  const { kind, bits } = dtypeInfo(type);
  if (kind === 'float' || kind === 'bool') throw new ValueError(`iinfo() is for integer types.`, { received: dtype });
  const signed = kind === 'signed';
  return { bits, max: 2 ** (signed ? bits - 1 : bits) - 1, min: signed ? -(2 ** (bits - 1)) : 0 };
});

/** Whether shapes and all elements are equal: a bool of rank 0. */
export const arrayEqual = jaxFunction(
  'array_equal',
  ['a', 'b'],
  (a: TensorLike, b: TensorLike): Tensor =>
    sameShape(asTensor(a).shape, asTensor(b).shape) ? ops.all(ops.equal(a, b)) : asTensor(false),
);

/** The shape that tensors of these shapes have together; a number is the shape of a vector. */
export const broadcastShapes = (...shapes: readonly (Shape | number)[]): number[] => {
  for (const shape of shapes) requireKind('broadcast_shapes', 'shape', shape);
  return broadcastAll('broadcast_shapes', ...shapes.map((shape) => [shape].flat() as Shape));
};
/** The tensors, expanded to their common shape. */
export const broadcastArrays = (...xs: readonly TensorLike[]): Tensor[] => {
  const shape = broadcastShapes(...xs.map((x) => asTensor(x).shape));
  return xs.map((x) => ops.broadcastTo(x, shape));
};

/** At least one axis. */
export const atleast1d = jaxFunction(
  'atleast1d',
  ['x'],
  (x: TensorLike): Tensor => (asTensor(x).rank === 0 ? ops.reshape(x, [1]) : asTensor(x)),
);
/** At least two axes: a vector is a row. */
export const atleast2d = jaxFunction('atleast2d', ['x'], (x: TensorLike): Tensor => {
  const row = atleast1d(x);
  return row.rank === 1 ? ops.expandDims(row, 0) : row;
});
/** At least three axes, as NumPy adds them. */
export const atleast3d = jaxFunction('atleast3d', ['x'], (x: TensorLike): Tensor => {
  const { rank } = asTensor(x);
  const matrix = atleast2d(x);
  return rank < 3 ? ops.expandDims(matrix, 2) : matrix;
});

/** Vectors as the columns of a matrix; matrices side by side. */
export const columnStack = jaxFunction(
  'column_stack',
  ['tup'],
  (tup: readonly TensorLike[]): Tensor =>
    ops.concatenate(
      tup.map((x) => (asTensor(x).rank < 2 ? ops.reshape(x, [asTensor(x).size, 1]) : asTensor(x))),
      1,
    ),
);

/** Products of matrices and vectors over the last axes, broadcast over the others. */
export const vecdot = jaxFunction(
  'vecdot',
  ['x', 'y'],
  (x: TensorLike, y: TensorLike): Tensor => ops.sum(ops.multiply(x, y), -1),
);
export const matvec = jaxFunction(
  'matvec',
  ['x', 'y'],
  (x: TensorLike, y: TensorLike): Tensor => ops.squeeze(ops.matmul(x, ops.expandDims(y, -1)), -1),
);
export const vecmat = jaxFunction(
  'vecmat',
  ['x', 'y'],
  (x: TensorLike, y: TensorLike): Tensor => ops.squeeze(ops.matmul(ops.expandDims(x, -2), y), -2),
);
/** Swaps the last two axes. */
export const matrixTranspose = jaxFunction(
  'matrix_transpose',
  ['x'],
  (x: TensorLike): Tensor => ops.swapaxes(x, -1, -2),
);

/** Quotient, rounded down, and remainder. */
export const divmod = jaxFunction('divmod', ['x', 'y'], (x: TensorLike, y: TensorLike): [Tensor, Tensor] => [
  ops.floorDivide(x, y),
  ops.mod(x, y),
]);

/** The covariance of variables, the rows of `m`, from observations, its columns. */
export const cov = jaxFunction(
  'cov',
  ['m', 'y', 'rowvar', 'bias', 'ddof'],
  (m: TensorLike, y: TensorLike | null = null, rowvar = true, bias = false, ddof: number | null = null): Tensor => {
    const rows = (x: TensorLike) => (rowvar || asTensor(x).rank < 2 ? atleast2d(x) : ops.transpose(x));
    const all = y === null ? rows(m) : ops.concatenate([rows(m), rows(y)], 0);
    const centred = ops.subtract(all, ops.mean(all, 1, true));
    const count = all.shape[1]! - (ddof ?? (bias ? 0 : 1));
    return ops.squeeze(ops.divide(ops.matmul(centred, ops.transpose(centred)), count));
  },
);

/** The polynomial with coefficients `p`, the highest power first, at `x` (Horner's rule). */
export const polyval = jaxFunction('polyval', ['p', 'x'], (p: TensorLike, x: TensorLike): Tensor => {
  const coefficients = ops.unstack(p);
  return coefficients.reduce<Tensor>(
    (total, coefficient) => ops.add(ops.multiply(total, x), coefficient),
    ops.zerosLike(ops.add(x, coefficients[0]!)),
  );
});

/** Piecewise linear interpolation through the points (xp, fp), xp ascending; constant outside. */
export const interp = jaxFunction(
  'interp',
  ['x', 'xp', 'fp'],
  (x: TensorLike, xp: TensorLike, fp: TensorLike): Tensor => {
    const [at, xs, ys] = [x, xp, fp].map((value) => convert(value, floatx())) as [Tensor, Tensor, Tensor];
    const last = xs.size - 1;
    const right = clipIndex(ops.searchsorted(xs, at, 'right'), 1, last);
    const left = ops.subtract(right, 1);
    const [x0, x1, y0, y1] = [ops.take(xs, left), ops.take(xs, right), ops.take(ys, left), ops.take(ys, right)];
    const t = ops.divide(ops.subtract(at, x0), ops.subtract(x1, x0));
    const inside = ops.add(y0, ops.multiply(t, ops.subtract(y1, y0)));
    const low = ops.where(ops.less(at, xs.at(0)), ys.at(0), inside);
    return ops.where(ops.greater(at, xs.at(last)), ys.at(last), low);
  },
);

const clipIndex = (x: Tensor, low: number, high: number): Tensor => ops.minimum(ops.maximum(x, low), high);

/** The convolution of two vectors. */
export const convolve = jaxFunction(
  'convolve',
  ['a', 'v', 'mode'],
  (a: TensorLike, v: TensorLike, mode: 'full' | 'same' | 'valid' = 'full'): Tensor => {
    const [long, short] = asTensor(a).size >= asTensor(v).size ? [a, v] : [v, a];
    return ops.correlate(long, ops.flip(short), mode);
  },
);

/** The magnitude of x with the sign of y. */
export const copysign = jaxFunction('copysign', ['x', 'y'], (x: TensorLike, y: TensorLike): Tensor => {
  const magnitude = ops.abs(x);
  return ops.where(ops.signbit(y), ops.negative(magnitude), magnitude);
});

const positions = (n: number, m: number, keep: (row: number, column: number) => boolean): [Tensor, Tensor] => {
  const kept = range(n).flatMap((row) => range(m).flatMap((column) => (keep(row, column) ? [[row, column]] : [])));
  return [0, 1].map((axis) => tensor(Int32Array.from(kept, (pair) => pair[axis]!))) as [Tensor, Tensor];
};
/** Rows and columns of the lower triangle of an n × m matrix, up to the kth diagonal. */
export const trilIndices = jaxFunction('tril_indices', ['n', 'k', 'm'], (n: number, k = 0, m = n): [Tensor, Tensor] =>
  positions(n, m, (i, j) => j - i <= k),
);
/** Rows and columns of the upper triangle. */
export const triuIndices = jaxFunction('triu_indices', ['n', 'k', 'm'], (n: number, k = 0, m = n): [Tensor, Tensor] =>
  positions(n, m, (i, j) => j - i >= k),
);
/** Indices of the main diagonal of an array with `ndim` axes of size n. */
export const diagIndices = jaxFunction('diag_indices', ['n', 'ndim'], (n: number, ndim = 2): Tensor[] =>
  range(ndim).map(() => ops.arange(n)),
);

/** For each axis of a grid of this shape the positions along it. */
export const indices = jaxFunction(
  'indices',
  ['dimensions'],
  (dimensions: Shape): Tensor =>
    ops.stack(ops.meshgrid(...dimensions.map((dim) => ops.arange(dim)), { indexing: 'ij' })),
);

/** x to the power y, as a float. */
export const floatPower = jaxFunction('float_power', ['x', 'y'], (x: TensorLike, y: TensorLike): Tensor => {
  const [base, exponent] = promote(x, y).map((value) => convert(value, floatx())) as [Tensor, Tensor];
  return ops.power(base, exponent);
});
