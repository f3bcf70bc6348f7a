/** keras.ops: diagonals and triangles of matrices. */
import { ShapeError, ValueError } from '../../errors.js';
import { greaterEqual, lessEqual } from '../../primitives/compare.js';
import { scalar, scalarLike, select } from '../../primitives/elementwise.js';
import { transpose } from '../../primitives/movement.js';
import { formatShape, normalizeAxis, range } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { diagonalMatrix, diagonalOffsets, diagonals, flat, sumOf } from '../support/composites.js';

/** Of a matrix its k-th diagonal, of a vector the matrix that has it as k-th diagonal. */
export const diag = numpy('diag', ['x', 'k'], (x: TensorLike, k: number = 0): Tensor => {
  const input = asTensor(x);
  if (input.rank === 1) return diagonalMatrix(input, k);
  if (input.rank === 2) return diagonals(input, k);
  throw new ShapeError('[diag]: a vector or a matrix is needed.', { received: `shape ${formatShape(input.shape)}` });
});

/** The matrix that has all elements of x on its k-th diagonal. */
export const diagflat = numpy(
  'diagflat',
  ['x', 'k'],
  (x: TensorLike, k: number = 0): Tensor => diagonalMatrix(flat(asTensor(x)), k),
);

function diagonalOf(op: string, x: Tensor, offset: number, axis1: number, axis2: number): Tensor {
  if (x.rank < 2) throw new ShapeError(`[${op}]: at least two axes are needed.`, { received: formatShape(x.shape) });
  const [first, second] = [axis1, axis2].map((axis) => normalizeAxis(axis, x.rank, op)) as [number, number];
  if (first === second)
    throw new ValueError(`[${op}]: axis1 and axis2 must differ.`, { received: `${axis1} and ${axis2}` });
  const others = range(x.rank).filter((axis) => axis !== first && axis !== second);
  return diagonals(transpose(x, [...others, first, second]), offset);
}

/** Diagonals of the planes of two axes, as the last axis of the result. */
export const diagonal = numpy(
  'diagonal',
  ['x', 'offset', 'axis1', 'axis2'],
  (x: TensorLike, offset: number = 0, axis1: number = 0, axis2: number = 1): Tensor =>
    diagonalOf('diagonal', asTensor(x), offset, axis1, axis2),
);

/** The sums of the diagonals of the planes of two axes. */
export const trace = numpy(
  'trace',
  ['x', 'offset', 'axis1', 'axis2'],
  (x: TensorLike, offset: number = 0, axis1: number = 0, axis2: number = 1): Tensor => {
    const elements = diagonalOf('trace', asTensor(x), offset, axis1, axis2);
    return sumOf(elements, [elements.rank - 1]);
  },
);

const triangle = (name: string, keeps: (offset: Tensor, k: Tensor) => Tensor) =>
  numpy(name, ['x', 'k'], (x: TensorLike, k: number = 0): Tensor => {
    const input = asTensor(x);
    if (input.rank < 2)
      throw new ShapeError(`[${name}]: at least two axes are needed.`, { received: formatShape(input.shape) });
    const [rows, columns] = input.shape.slice(-2) as [number, number];
    return select(keeps(diagonalOffsets(rows, columns), scalar(k, 'int32')), input, scalarLike(0, input));
  });
/** The elements on and below the k-th diagonal of the last two axes, zeros above. */
export const tril = triangle('tril', lessEqual);
/** The elements on and above the k-th diagonal of the last two axes, zeros below. */
export const triu = triangle('triu', greaterEqual);
