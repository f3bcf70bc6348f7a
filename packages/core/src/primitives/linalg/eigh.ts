/** Eigenvalues and eigenvectors of symmetric matrices. */
import type { Attributes } from '../../graph/node.js';
import { emit, type Primitive } from '../../op.js';
import { range } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { equal, greater, logicalOr, notEqual } from '../compare.js';
import { add, fmod, mul, reciprocal, scalar, scalarLike, select, sub } from '../elementwise.js';
import { gatherElements } from '../indexing.js';
import { broadcastTo, pad, reshape, slice } from '../movement.js';
import { max, sum } from '../reduce.js';
import { argSort } from '../sort.js';
import { composite, repeat } from './composite.js';
import { halves, moveOn, rotateColumns, rotation, SWEEPS } from './jacobi.js';
import { chain, checkMatrices, columnNumbers, half, identityLike, leadOf, rowNumbers, rowsOf, T } from './matrices.js';
import { corner } from './qr.js';

const isDiagonal = (x: Tensor): Tensor => equal(rowNumbers(x), columnNumbers(x));
/** The diagonals, [..., n]. */
const diagonal = (x: Tensor): Tensor => sum(select(isDiagonal(x), x, scalarLike(0, x)), [x.rank - 2]);

/** The columns of x in the given order [..., columns]. */
export function reorderColumns(x: Tensor, order: Tensor): Tensor {
  const index = reshape(order, [...order.shape.slice(0, -1), 1, order.shape[order.rank - 1]!]);
  return gatherElements(x, broadcastTo(index, [...x.shape.slice(0, -1), order.shape[order.rank - 1]!]), x.rank - 1);
}

/** The matrix made diagonal, and the rotations that did it. */
function diagonalize(x: Tensor): [Tensor, Tensor] {
  const size = rowsOf(x);
  const even = size + (size % 2);
  const missing = x.shape.map((_, i) => (i >= x.rank - 2 ? even - size : 0));
  const start = pad(
    half(add(x, T(x))),
    x.shape.map(() => 0),
    missing,
  );
  const rounds = Math.max(1, even - 1);
  const h = even / 2;
  const both = [x.rank - 2, x.rank - 1];
  const precision = scalarLike(x.dtype === 'float64' ? 1e-28 : 1e-13, x);
  const [a, v] = repeat(
    SWEEPS * rounds,
    [start, identityLike(start)],
    (_i, matrix, vectors) => {
      const [p, q] = halves(diagonal(matrix!));
      const upperRight = slice(
        matrix!,
        matrix!.shape.map((_, i) => (i === matrix!.rank - 1 ? h : 0)),
        [...leadOf(matrix!), h, h],
      );
      const turn = rotation(p, q, diagonal(upperRight));
      const columns = moveOn(rotateColumns(matrix!, turn));
      return [moveOn(rotateColumns(T(columns), turn)), moveOn(rotateColumns(vectors!, turn))];
    },
    (i, matrix) => {
      const squares = mul(matrix!, matrix!);
      const outside = sum(select(isDiagonal(squares), scalarLike(0, x), squares), both);
      const isOpen = greater(outside, mul(sum(squares, both), precision));
      // Only after whole sweeps are the columns where they were.
      const midway = notEqual(fmod(i, scalar(rounds, 'int32')), scalar(0, 'int32'));
      return logicalOr(max(isOpen, range(isOpen.rank)), midway);
    },
  );
  return [corner(a!, size, size), corner(v!, size, size)];
}

const eighPrimitive: Primitive<Attributes> = composite<Attributes>({
  name: 'eigh',
  infer: ([x]) => {
    checkMatrices('eigh', x!, true);
    return [
      { shape: x!.shape.slice(0, -1), dtype: x!.dtype },
      { shape: x!.shape, dtype: x!.dtype },
    ];
  },
  algorithm: ([x]) => {
    const [a, v] = diagonalize(x!);
    const values = diagonal(a);
    const order = argSort(values, values.rank - 1);
    return [gatherElements(values, order, values.rank - 1), reorderColumns(v, order)];
  },
  // V (diag(g) + F ∘ Vᵀ gV) Vᵀ, made symmetric, with F_ij = 1 / (λ_j - λ_i) off the diagonal.
  vjp: ([gValues, gVectors], { outputs: [values, v] }) => {
    const n = rowsOf(v!);
    const row = reshape(values!, [...leadOf(v!), 1, n]);
    const gap = sub(row, T(row));
    const identity = identityLike(v!);
    const inner: Tensor[] = [];
    if (gValues) inner.push(mul(identity, reshape(gValues, [...leadOf(v!), 1, n])));
    if (gVectors) {
      const isOn = isDiagonal(gap);
      const inverse = reciprocal(select(isOn, scalarLike(1, gap), gap));
      inner.push(mul(select(isOn, scalarLike(0, gap), inverse), chain(T(v!), gVectors)));
    }
    const gradient = chain(v!, inner.reduce(add), T(v!));
    return [half(add(gradient, T(gradient)))];
  },
  batch: ([x]) => emit(eighPrimitive, [x!], {}),
  samples: [
    { inputs: [{ shape: [3, 3], dtype: 'float32', values: [4, 1, -1, 1, 1, 2, -1, 2, -3] }] },
    { inputs: [{ shape: [2, 2, 2], dtype: 'float32', values: [2, 1, 1, 3, 1, -0.5, -0.5, 2] }] },
  ],
});

/** Eigenvalues in ascending order, and the eigenvectors as columns in the same order. Only the symmetric part of x counts. */
export const eigh = (x: Tensor): [values: Tensor, vectors: Tensor] => emit(eighPrimitive, [x], {}) as [Tensor, Tensor];
