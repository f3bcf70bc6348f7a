/** LU decomposition with partial pivoting. */
import type { Attributes } from '../../graph/node.js';
import { emit, type Primitive } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { equal, greater, greaterEqual, less, logicalAnd } from '../compare.js';
import { abs, add, cast, div, mul, scalarLike, select, sub } from '../elementwise.js';
import { gatherElements } from '../indexing.js';
import { iota } from '../iota.js';
import { broadcastTo, reshape } from '../movement.js';
import { argMax } from '../reduce.js';
import { composite, repeat } from './composite.js';
import {
  chain,
  checkMatrices,
  columnAt,
  columnNumbers,
  columnsOf,
  identityLike,
  leadOf,
  rowAt,
  rowNumbers,
  rowsOf,
  T,
} from './matrices.js';
import { solveMatrices } from './solve.js';

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

function decompose(x: Tensor): Tensor[] {
  const [rows, columns] = [rowNumbers(x), columnNumbers(x)];
  const count = Math.min(rowsOf(x), columnsOf(x));
  const numbers = (n: number) => broadcastTo(iota(n), [...leadOf(x), n]);
  return repeat(count, [x, numbers(count), numbers(rowsOf(x))], (k, a, pivots, permutation) => {
    const { row, order } = pivot(a!, k);
    const swapped = reorderRows(a!, order);
    const top = rowAt(swapped, k);
    const corner = columnAt(top, k);
    const isBelow = greater(rows, k);
    const divisor = select(equal(corner, scalarLike(0, x)), scalarLike(1, x), corner);
    const factors = select(isBelow, div(columnAt(swapped, k), divisor), scalarLike(0, x));
    const rest = sub(swapped, mul(factors, select(greater(columns, k), top, scalarLike(0, x))));
    const next = select(logicalAnd(isBelow, equal(columns, k)), factors, rest);
    const pivotsNext = select(equal(iota(count), k), row, pivots!);
    return [next, pivotsNext, gatherElements(permutation!, order, permutation!.rank - 1)];
  });
}

const strictlyLower = (x: Tensor): Tensor => select(greater(rowNumbers(x), columnNumbers(x)), x, scalarLike(0, x));
const upper = (x: Tensor): Tensor => select(greaterEqual(columnNumbers(x), rowNumbers(x)), x, scalarLike(0, x));

const luPrimitive: Primitive<Attributes> = composite<Attributes>({
  name: 'lu',
  infer: ([x]) => {
    checkMatrices('lu', x!);
    const lead = leadOf(x!);
    return [
      { shape: x!.shape, dtype: x!.dtype },
      { shape: [...lead, Math.min(rowsOf(x!), columnsOf(x!))], dtype: 'int32' },
      { shape: [...lead, rowsOf(x!)], dtype: 'int32' },
    ];
  },
  algorithm: ([x]) => decompose(x!),
  // With P A = L U: dA = Pᵀ L⁻ᵀ [tril₋(Lᵀ gL) + triu(gU Uᵀ)] U⁻ᵀ, for square matrices.
  vjp: ([g], { inputs: [x], outputs: [factors, , permutation] }) => {
    if (!g) return [null];
    checkMatrices('lu gradient', x!, true);
    const l = add(strictlyLower(factors!), identityLike(x!));
    const u = upper(factors!);
    const inner = add(strictlyLower(chain(T(l), strictlyLower(g))), upper(chain(upper(g), T(u))));
    const left = solveMatrices(T(l), inner);
    const permuted = T(solveMatrices(u, T(left)));
    return [reorderRows(permuted, inversePermutation(permutation!))];
  },
  batch: ([x]) => emit(luPrimitive, [x!], {}),
  samples: [
    { inputs: [{ shape: [3, 3], dtype: 'float32', values: [1, 2, 4, -3, 1, 2, 2, 5, -1] }] },
    { inputs: [{ shape: [2, 2, 2], dtype: 'float32', values: [0.5, 2, 4, -3, 1, 2, -2, 5] }] },
  ],
});

/** Where each row went: positions of 0, 1, ... in the permutation. */
function inversePermutation(permutation: Tensor): Tensor {
  const n = permutation.shape[permutation.rank - 1]!;
  const isAt = equal(reshape(permutation, [...permutation.shape.slice(0, -1), 1, n]), reshape(iota(n), [n, 1]));
  return argMax(cast(isAt, 'int32'), permutation.rank);
}

/**
 * L (below the diagonal, its own being ones) and U in one matrix; the row that was exchanged with each row in turn; and the row of
 * x that each row of L U is. The last two are int32.
 */
export const lu = (x: Tensor): [factors: Tensor, pivots: Tensor, permutation: Tensor] =>
  emit(luPrimitive, [x], {}) as [Tensor, Tensor, Tensor];
