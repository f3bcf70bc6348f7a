/** Parts of batches of matrices [..., rows, columns], at positions known only while a loop runs. */
import { isFloat } from '../../dtype.js';
import { PythonTypeError, ShapeError } from '../../errors.js';
import type { Spec } from '../../graph/node.js';
import { formatShape, type Shape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { equal } from '../compare.js';
import { cast, mul, scalarLike } from '../elementwise.js';
import { gather } from '../indexing.js';
import { iota } from '../iota.js';
import { product } from '../matmul.js';
import { broadcastTo, matrixTranspose, reshape } from '../movement.js';
import { sum } from '../reduce.js';

export const rowsOf = (x: Spec): number => x.shape[x.shape.length - 2]!;
export const columnsOf = (x: Spec): number => x.shape[x.shape.length - 1]!;
export const leadOf = (x: Spec): Shape => x.shape.slice(0, -2);

/** Row numbers as a column, column numbers as a row. */
export const rowNumbers = (x: Spec): Tensor => reshape(iota(rowsOf(x)), [rowsOf(x), 1]);
export const columnNumbers = (x: Spec): Tensor => iota(columnsOf(x));

/** The i-th row or column, as a matrix. */
export const rowAt = (x: Tensor, i: Tensor): Tensor => gather(x, reshape(i, [1]), x.rank - 2);
export const columnAt = (x: Tensor, i: Tensor): Tensor => gather(x, reshape(i, [1]), x.rank - 1);

/** Sums along the rows, kept as an axis. */
export const sumRows = (x: Tensor): Tensor => sum(x, [x.rank - 2], true);

export const identityLike = (x: Tensor, size = rowsOf(x)): Tensor =>
  broadcastTo(cast(equal(reshape(iota(size), [size, 1]), iota(size)), x.dtype), [...leadOf(x), size, size]);

export const T = matrixTranspose;
/** Products of several matrices, from left to right. */
export const chain = (...factors: readonly Tensor[]): Tensor => factors.reduce((x, y) => product(x, y));
export const half = (x: Tensor): Tensor => mul(x, scalarLike(0.5, x));

/** Matrices of floats; square ones where that is needed. */
export function checkMatrices(op: string, x: Spec, square = false): void {
  const { shape, dtype } = x;
  if (shape.length < 2 || (square && rowsOf(x) !== columnsOf(x))) {
    throw new ShapeError(`[${op}]: ${square ? 'square ' : ''}matrices are needed.`, { received: formatShape(shape) });
  }
  if (!isFloat(dtype)) throw new PythonTypeError(`[${op}]: floats are needed.`, { received: dtype });
}
