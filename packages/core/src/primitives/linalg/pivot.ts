/** Partial pivoting: the exchange of rows that keeps eliminations stable. */
import type { Tensor } from '../../tensor/tensor.js';
import { equal, less } from '../compare.js';
import { abs, scalarLike, select } from '../elementwise.js';
import { gatherElements } from '../indexing.js';
import { iota } from '../iota.js';
import { broadcastTo, reshape } from '../movement.js';
import { argMax } from '../reduce.js';
import { columnAt, leadOf, rowNumbers, rowsOf } from './matrices.js';

/** Brings the row with the largest element of column k, from row k on, to row k. */
export function pivot(x: Tensor, k: Tensor): { row: Tensor; order: Tensor } {
  const rows = rowNumbers(x);
  const column = abs(columnAt(x, k));
  const candidates = select(less(rows, k), scalarLike(-1, x), column);
  const row = argMax(candidates, x.rank - 2);
  const numbers = iota(rowsOf(x));
  const order = select(equal(numbers, k), row, select(equal(numbers, row), k, numbers));
  return { row, order: broadcastTo(order, [...leadOf(x), rowsOf(x)]) };
}

/** The rows of x in the given order. */
export const reorderRows = (x: Tensor, order: Tensor): Tensor =>
  gatherElements(x, broadcastTo(reshape(order, [...order.shape, 1]), x.shape), x.rank - 2);
