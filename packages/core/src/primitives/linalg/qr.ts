/** QR decomposition. */
import { NotImplementedError } from '../../errors.js';
import type { Attributes } from '../../graph/node.js';
import { emit, type Primitive } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { equal, greater, greaterEqual, less } from '../compare.js';
import { add, div, mul, neg, scalarLike, select, sqrt, sub } from '../elementwise.js';
import { slice } from '../movement.js';
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
  // With M = R gRᵀ - gQᵀ Q: (gQ + Q (tril(M) + tril₋(M)ᵀ)) R⁻ᵀ. S. F. Walter and L. Lehmann (2010).
  vjp: ([gq, gr], { inputs: [x], outputs: [q, r], attributes: { complete } }) => {
    if (rowsOf(x!) < columnsOf(x!) || (complete && rowsOf(x!) > columnsOf(x!))) {
      throw new NotImplementedError('[grad]: qr has a gradient for matrices that are not wider than high, reduced.');
    }
    const first = gr ? chain(r!, T(gr)) : null;
    const second = gq ? chain(T(gq), q!) : null;
    const m = first && second ? sub(first, second) : (first ?? neg(second!));
    const [rows, columns] = [rowNumbers(m), columnNumbers(m)];
    const zero = scalarLike(0, m);
    const lower = select(greaterEqual(rows, columns), m, zero);
    const mirrored = T(select(greater(rows, columns), m, zero));
    const turned = chain(q!, add(lower, mirrored));
    return [T(solveMatrices(r!, T(gq ? add(gq, turned) : turned)))];
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
  ],
});

/** Q with orthonormal columns and R upper triangular, with Q R = x. */
export const qr = (x: Tensor, complete = false): [q: Tensor, r: Tensor] =>
  emit(qrPrimitive, [x], { complete }) as [Tensor, Tensor];
