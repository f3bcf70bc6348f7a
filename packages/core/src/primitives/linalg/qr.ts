/** QR decomposition. */
import { NotImplementedError } from '../../errors.js';
import type { Attributes } from '../../graph/node.js';
import { emit, type Primitive } from '../../op.js';
import type { Tensor } from '../../tensor/tensor.js';
import { equal, greater, greaterEqual, less } from '../compare.js';
import { add, div, mul, neg, scalarLike, select, sqrt, sub } from '../elementwise.js';
import { pad, slice } from '../movement.js';
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
  sumRows,
  T,
} from './matrices.js';
import { solveMatrices } from './solve.js';

interface QrAttributes extends Attributes {
  /** Whether Q is square, else as wide as it needs to be. */
  readonly complete: boolean;
}

/** The first `rows` rows and `columns` columns. */
export const corner = (x: Tensor, rows: number, columns: number): Tensor =>
  slice(
    x,
    x.shape.map(() => 0),
    [...leadOf(x), rows, columns],
  );

/** An amount for the last axis, none for the others. */
const lastOnly = (x: Tensor, amount: number): number[] => x.shape.map((_, i) => (i === x.rank - 1 ? amount : 0));

const upper = (x: Tensor): Tensor => select(greaterEqual(columnNumbers(x), rowNumbers(x)), x, scalarLike(0, x));

const qrPrimitive: Primitive<QrAttributes> = composite<QrAttributes>({
  name: 'qr',
  infer: ([x], { complete }) => {
    checkMatrices('qr', x!);
    const [rows, columns, lead] = [rowsOf(x!), columnsOf(x!), leadOf(x!)];
    const inner = complete ? rows : Math.min(rows, columns);
    return [
      { shape: [...lead, rows, inner], dtype: x!.dtype },
      { shape: [...lead, inner, columns], dtype: x!.dtype },
    ];
  },
  /** Householder reflections, with LAPACK's signs. */
  algorithm: ([x], { complete }) => {
    const [rows, zero] = [rowNumbers(x!), scalarLike(0, x!)];
    const steps = Math.min(rowsOf(x!), columnsOf(x!));
    const [q, r] = repeat(steps, [identityLike(x!), x!], (k, turned, rest) => {
      const column = select(less(rows, k), zero, columnAt(rest!, k));
      const head = rowAt(column, k);
      const tail = select(greater(rows, k), column, zero);
      const tailSquares = sumRows(mul(tail, tail));
      const length = sqrt(add(tailSquares, mul(head, head)));
      const target = select(less(head, zero), length, neg(length));
      const v = select(equal(rows, k), sub(head, target), tail);
      const isDone = equal(tailSquares, zero);
      const squares = select(isDone, scalarLike(1, x!), sumRows(mul(v, v)));
      const scaled = select(isDone, zero, mul(v, div(scalarLike(2, x!), squares)));
      return [sub(turned!, chain(turned!, scaled, T(v))), sub(rest!, chain(scaled, T(v), rest!))];
    });
    const inner = complete ? rowsOf(x!) : steps;
    return [corner(q!, rowsOf(x!), inner), upper(corner(r!, inner, columnsOf(x!)))];
  },
  // With M = R gRᵀ - gQᵀ Q: (gQ + Q (tril(M) + tril₋(M)ᵀ)) R⁻ᵀ. S. F. Walter and L. Lehmann (2010). The columns of a complete Q
  // beyond those of x, Q₂, are any basis of the rest; that they also turn among themselves is left out: - Q₂ gQ₂ᵀ Q R⁻ᵀ.
  vjp: ([gqAll, grAll], { inputs: [x], outputs: [qAll, rAll] }) => {
    const [rows, n] = [rowsOf(x!), columnsOf(x!)];
    if (rows < n)
      throw new NotImplementedError('[grad]: this qr has no gradient for matrices that are wider than high.');
    const [q, r] = [corner(qAll!, rows, n), corner(rAll!, n, n)];
    const [gq, gr] = [gqAll && corner(gqAll, rows, n), grAll && corner(grAll, n, n)];
    const first = gr ? chain(r, T(gr)) : null;
    const second = gq ? chain(T(gq), q) : null;
    const m = first && second ? sub(first, second) : (first ?? neg(second!));
    const zero = scalarLike(0, m);
    const lower = select(greaterEqual(rowNumbers(m), columnNumbers(m)), m, zero);
    const mirrored = T(select(greater(rowNumbers(m), columnNumbers(m)), m, zero));
    const parts = [chain(q, add(lower, mirrored))];
    if (gq) parts.push(gq);
    if (gqAll && columnsOf(qAll!) > n) {
      const beyond = (y: Tensor) =>
        sub(
          y,
          pad(
            corner(y, rows, n),
            y.shape.map(() => 0),
            lastOnly(y, columnsOf(y) - n),
          ),
        );
      parts.push(neg(chain(beyond(qAll!), T(beyond(gqAll)), q)));
    }
    return [T(solveMatrices(r, T(parts.reduce(add))))];
  },
  batch: ([x], _batched, attributes) => emit(qrPrimitive, [x!], attributes),
  samples: [
    {
      inputs: [{ shape: [3, 2], dtype: 'float32', values: [1, 2, -3, 1, 2, 5] }],
      attributes: { complete: false },
    },
    {
      inputs: [{ shape: [2, 2, 2], dtype: 'float32', values: [0.5, 2, 4, -3, 1, 2, -2, 5] }],
      attributes: { complete: true },
    },
    {
      inputs: [{ shape: [3, 2], dtype: 'float32', values: [1, 2, -2, 1, 3, 0.5] }],
      attributes: { complete: true },
    },
  ],
});

/** Q with orthonormal columns and R upper triangular, with Q R = x. */
export const qr = (x: Tensor, complete = false): [q: Tensor, r: Tensor] =>
  emit(qrPrimitive, [x], { complete }) as [Tensor, Tensor];
