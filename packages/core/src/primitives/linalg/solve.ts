/** Linear equations. */
import { ShapeError } from '../../errors.js';
import type { Attributes } from '../../graph/node.js';
import { emitOne, type Primitive } from '../../op.js';
import { formatShape, sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { equal } from '../compare.js';
import { div, mul, neg, select, sub } from '../elementwise.js';
import { materializeBatch } from '../movement.js';
import { composite, repeat } from './composite.js';
import { chain, checkMatrices, columnAt, leadOf, rowAt, rowNumbers, rowsOf, T } from './matrices.js';
import { pivot, reorderRows } from './pivot.js';

const solvePrimitive: Primitive<Attributes> = composite<Attributes>({
  name: 'solve',
  infer: ([a, b]) => {
    checkMatrices('solve', a!, true);
    if (b!.dtype !== a!.dtype || !sameShape(leadOf(a!), leadOf(b!)) || rowsOf(a!) !== rowsOf(b!)) {
      throw new ShapeError('[solve]: the equations do not fit together.', {
        expected: 'a [..., n, n] and b [..., n, k] of one dtype',
        received: `${formatShape(a!.shape)} ${a!.dtype} and ${formatShape(b!.shape)} ${b!.dtype}`,
      });
    }
    return { shape: b!.shape, dtype: b!.dtype };
  },
  /** Gauss-Jordan elimination with partial pivoting. */
  algorithm: ([a, b]) => {
    const rows = rowNumbers(a!);
    const [, solution] = repeat(rowsOf(a!), [a!, b!], (k, x, y) => {
      const { order } = pivot(x!, k);
      const [left, right] = [reorderRows(x!, order), reorderRows(y!, order)];
      const isPivot = equal(rows, k);
      const column = columnAt(left, k);
      const corner = rowAt(column, k);
      const eliminate = (matrix: Tensor): Tensor => {
        const row = div(rowAt(matrix, k), corner);
        return select(isPivot, row, sub(matrix, mul(column, row)));
      };
      return [eliminate(left), eliminate(right)];
    });
    return [solution!];
  },
  vjp: ([g], { inputs: [a], outputs: [x] }) => {
    const db = solveMatrices(T(a!), g!);
    return [neg(chain(db, T(x!))), db];
  },
  batch: (inputs, batched, _attributes, size) => {
    const [a, b] = materializeBatch(inputs, batched, size);
    return [solveMatrices(a!, b!)];
  },
  samples: [
    {
      inputs: [
        { shape: [3, 3], dtype: 'float32', values: [1, 2, 4, -3, 1, 2, 2, 5, -1] },
        { shape: [3, 2], dtype: 'float32' },
      ],
    },
    {
      inputs: [
        { shape: [2, 2, 2], dtype: 'float32', values: [0.5, 2, 4, -3, 1, 2, -2, 5] },
        { shape: [2, 2, 1], dtype: 'float32' },
      ],
    },
  ],
});

/** The x with a · x = b, for square matrices a and as many rows of b; leading axes are equal. */
export const solveMatrices = (a: Tensor, b: Tensor): Tensor => emitOne(solvePrimitive, [a, b], {});
