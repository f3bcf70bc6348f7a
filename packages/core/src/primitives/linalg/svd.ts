/** Singular value decomposition. */
import { NotImplementedError } from '../../errors.js';
import type { Attributes } from '../../graph/node.js';
import { emit, type Primitive } from '../../op.js';
import { range } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { equal, greater, less, logicalOr, notEqual } from '../compare.js';
import {
  abs,
  add,
  div,
  fmod,
  maximum,
  mul,
  neg,
  reciprocal,
  scalar,
  scalarLike,
  select,
  sqrt,
  sub,
} from '../elementwise.js';
import { gatherElements } from '../indexing.js';
import { broadcastTo, pad, reshape } from '../movement.js';
import { max, sum } from '../reduce.js';
import { argSort } from '../sort.js';
import { composite, repeat } from './composite.js';
import { reorderColumns } from './eigh.js';
import { halves, moveOn, rotateColumns, rotation, SWEEPS } from './jacobi.js';
import {
  chain,
  checkMatrices,
  columnNumbers,
  columnsOf,
  identityLike,
  leadOf,
  rowNumbers,
  rowsOf,
  T,
} from './matrices.js';
import { corner, qr } from './qr.js';

interface SvdAttributes extends Attributes {
  /** Whether U and V are square, else as wide as there are singular values. */
  readonly full: boolean;
}

const squaresOf = (x: Tensor): Tensor => sum(mul(x, x), [x.rank - 2]);

/**
 * One-sided Jacobi: rotations from the right make the columns orthogonal (M. R. Hestenes, 1958).
 *
 * @param x not wider than high
 * @returns the turned matrix and the rotations
 */
function orthogonalize(x: Tensor): [Tensor, Tensor] {
  const columns = columnsOf(x);
  const even = columns + (columns % 2);
  const start = pad(
    x,
    x.shape.map(() => 0),
    x.shape.map((_, i) => (i === x.rank - 1 ? even - columns : 0)),
  );
  const rounds = Math.max(1, even - 1);
  const zero = scalarLike(0, x);
  const precision = scalarLike(x.dtype === 'float64' ? 1e-15 : 3e-7, x);
  const startOfSweep = (i: Tensor) => equal(fmod(i, scalar(rounds, 'int32')), scalar(0, 'int32'));
  const [turned, rotations] = repeat(
    SWEEPS * rounds,
    [start, identityLike(start, even), reshape(scalarLike(1, x), [])],
    (i, u, v, worst) => {
      const [p, q] = halves(u!);
      const [left, right, inner] = [squaresOf(p), squaresOf(q), sum(mul(p, q), [p.rank - 2])];
      const turn = rotation(left, right, inner);
      const lengths = sqrt(mul(left, right));
      const cosines = div(abs(inner), select(greater(lengths, zero), lengths, scalarLike(1, x)));
      const most = max(cosines, range(cosines.rank));
      // The largest cosine between two columns that this sweep has met.
      const next = select(startOfSweep(i), most, maximum(worst!, most));
      return [moveOn(rotateColumns(u!, turn)), moveOn(rotateColumns(v!, turn)), next];
    },
    (i, _u, _v, worst) => logicalOr(greater(worst!, precision), notEqual(startOfSweep(i), scalar(1, 'bool'))),
  );
  return [corner(turned!, rowsOf(x), columns), corner(rotations!, columns, columns)];
}

/** U, the singular values in descending order, and V, for matrices that are not wider than high. */
function decompose(x: Tensor, full: boolean): [Tensor, Tensor, Tensor] {
  const [turned, rotations] = orthogonalize(x);
  const lengths = sqrt(squaresOf(turned));
  const order = argSort(lengths, lengths.rank - 1, true);
  const values = gatherElements(lengths, order, lengths.rank - 1);
  const n = columnsOf(x);
  const row = reshape(values, [...leadOf(x), 1, n]);
  const largest = max(row, [row.rank - 1], true);
  const least = mul(largest, scalarLike(x.dtype === 'float64' ? 1e-15 : 1e-7, x));
  const isZero = logicalOr(less(row, least), equal(row, scalarLike(0, x)));
  const directions = div(reorderColumns(turned, order), select(isZero, scalarLike(1, x), row));
  const known = select(isZero, scalarLike(0, x), directions);
  // Q continues the known directions to a basis; where there is one already, it differs at most in sign.
  const [basis] = qr(known, full);
  const first = corner(basis, rowsOf(x), n);
  const signs = sum(mul(first, known), [x.rank - 2], true);
  const signed = select(less(signs, scalarLike(0, x)), neg(first), first);
  const u = select(isZero, signed, known);
  const columns = columnNumbers(basis);
  const widened = pad(
    u,
    u.shape.map(() => 0),
    u.shape.map((_, i) => (i === u.rank - 1 ? columnsOf(basis) - n : 0)),
  );
  return [select(less(columns, scalar(n, 'int32')), widened, basis), values, reorderColumns(rotations, order)];
}

/** U, the singular values and V of a full decomposition in which there are none: any bases. */
const ofNoValues = (x: Tensor): Tensor[] => [
  identityLike(x),
  broadcastTo(scalarLike(0, x), [...leadOf(x), 0]),
  identityLike(x, columnsOf(x)),
];

const svdPrimitive: Primitive<SvdAttributes> = composite<SvdAttributes>({
  name: 'svd',
  infer: ([x], { full }) => {
    checkMatrices('svd', x!);
    const [rows, columns, lead, dtype] = [rowsOf(x!), columnsOf(x!), leadOf(x!), x!.dtype];
    const count = Math.min(rows, columns);
    return [
      { shape: [...lead, rows, full ? rows : count], dtype },
      { shape: [...lead, count], dtype },
      { shape: [...lead, full ? columns : count, columns], dtype },
    ];
  },
  algorithm: ([x], { full }) => {
    if (Math.min(rowsOf(x!), columnsOf(x!)) === 0) return ofNoValues(x!);
    if (rowsOf(x!) >= columnsOf(x!)) {
      const [u, values, v] = decompose(x!, full);
      return [u, values, T(v)];
    }
    const [v, values, u] = decompose(T(x!), full);
    return [u, values, T(v)];
  },
  // J. Townsend, "Differentiating the singular value decomposition" (2016).
  vjp: ([gu, gs, gvt], { inputs: [x], outputs: [uAll, s, vtAll], attributes: { full } }) => {
    const [rows, columns, lead] = [rowsOf(x!), columnsOf(x!), leadOf(x!)];
    const count = Math.min(rows, columns);
    if (full && rows !== columns && (gu || gvt)) {
      throw new NotImplementedError('[grad]: the vectors of a full svd have a gradient for square matrices only.', {
        hint: 'use fullMatrices: false.',
      });
    }
    const u = corner(uAll!, rows, count);
    const v = T(corner(vtAll!, count, columns));
    const row = reshape(s!, [...lead, 1, count]);
    const isOn = equal(rowNumbers(chain(T(u), u)), columnNumbers(row));
    const zero = scalarLike(0, x!);
    const gap = sub(mul(row, row), mul(T(row), T(row)));
    const f = select(isOn, zero, reciprocal(select(isOn, scalarLike(1, x!), gap)));
    /** F ∘ (Yᵀ gY - gYᵀ Y). */
    const turning = (y: Tensor, g: Tensor): Tensor => {
      const inner = chain(T(y), g);
      return mul(f, sub(inner, T(inner)));
    };
    const terms: Tensor[] = [];
    if (gs) terms.push(select(isOn, broadcastTo(reshape(gs, [...lead, 1, count]), [...lead, count, count]), zero));
    if (gu) terms.push(mul(turning(u, gu), row));
    const gv = gvt ? T(gvt) : null;
    if (gv) terms.push(mul(T(row), turning(v, gv)));
    const parts = [chain(u, terms.reduce(add), T(v))];
    /** What g has outside of the space of the columns of y. */
    const outside = (y: Tensor, g: Tensor): Tensor => sub(g, chain(y, T(y), g));
    if (gu && rows > count) parts.push(chain(div(outside(u, gu), row), T(v)));
    if (gv && columns > count) parts.push(chain(u, T(div(outside(v, gv), row))));
    return [parts.reduce(add)];
  },
  batch: ([x], _batched, attributes) => emit(svdPrimitive, [x!], attributes),
  samples: [
    {
      inputs: [{ shape: [3, 2], dtype: 'float32', values: [1, 2, -3, 1, 2, 5] }],
      attributes: { full: false },
    },
    {
      inputs: [
        { shape: [2, 3, 3], dtype: 'float32', values: [1, 2, 4, -3, 1, 2, 2, 5, -1, 2, 0, 1, 1, 3, 0, -1, 1, 1] },
      ],
      attributes: { full: true },
    },
    {
      inputs: [{ shape: [2, 3], dtype: 'float32', values: [1, 2, -3, 1, 2, 5] }],
      attributes: { full: false },
    },
  ],
});

/** U, the singular values in descending order, and Vᵀ, with U diag(values) Vᵀ = x. */
export const svd = (x: Tensor, full: boolean): [u: Tensor, values: Tensor, vt: Tensor] =>
  emit(svdPrimitive, [x], { full }) as [Tensor, Tensor, Tensor];
