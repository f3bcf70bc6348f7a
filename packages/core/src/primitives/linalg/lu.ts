/** LU decomposition with partial pivoting. */
import type { Attributes } from '../../graph/node.js';
import { emit, type Primitive } from '../../op.js';
import type { Tensor } from '../../tensor/tensor.js';
import { equal, greater, greaterEqual, logicalAnd } from '../compare.js';
import { add, cast, div, mul, scalarLike, select, sub } from '../elementwise.js';
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
import { pivot, reorderRows } from './pivot.js';
import { solveMatrices } from './solve.js';

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
