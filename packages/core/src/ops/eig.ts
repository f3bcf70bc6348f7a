/** keras.ops.eig: eigenvalues of matrices that need not be symmetric. */
import { ShapeError } from '../errors.js';
import { toFloat } from '../python/promotion.js';
import { formatShape, range, sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor, type TensorLike } from '../tensor/tensor.js';
import type { Complex } from './numpy/complex.js';
import { concreteNumbers } from './support/concrete.js';
import { opFamily } from './support/define.js';

type Z = readonly [re: number, im: number];
type Matrix = Z[][];

const ZERO: Z = [0, 0];
const plus = (x: Z, y: Z): Z => [x[0] + y[0], x[1] + y[1]];
const minus = (x: Z, y: Z): Z => [x[0] - y[0], x[1] - y[1]];
const times = (x: Z, y: Z): Z => [x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]];
const conjugate = (x: Z): Z => [x[0], -x[1]];
const scaled = (x: Z, k: number): Z => [x[0] * k, x[1] * k];
const size = (x: Z): number => Math.hypot(...x);
const over = (x: Z, y: Z): Z => scaled(times(x, conjugate(y)), 1 / (y[0] ** 2 + y[1] ** 2));
const root = (x: Z): Z => {
  const r = Math.sqrt((size(x) + Math.abs(x[0])) / 2);
  if (r === 0) return ZERO;
  const other = x[1] / (2 * r);
  return x[0] >= 0 ? [r, other] : [Math.abs(other), x[1] < 0 ? -r : r];
};

/** The unitary turn of rows p and q that takes (a, b) to (r, 0), applied to the rows of `m`; its inverse to columns. */
interface Turn {
  readonly p: number;
  readonly q: number;
  readonly a: Z;
  readonly b: Z;
}

function turnTo(p: number, q: number, a: Z, b: Z): Turn {
  const r = Math.hypot(...a, ...b);
  return r === 0 ? { p, q, a: [1, 0], b: ZERO } : { p, q, a: scaled(a, 1 / r), b: scaled(b, 1 / r) };
}

function turnRows(m: Matrix, { p, q, a, b }: Turn): void {
  for (let j = 0; j < m.length; j++) {
    const [x, y] = [m[p]![j]!, m[q]![j]!];
    m[p]![j] = plus(times(conjugate(a), x), times(conjugate(b), y));
    m[q]![j] = minus(times(a, y), times(b, x));
  }
}

function turnColumns(m: Matrix, { p, q, a, b }: Turn): void {
  for (const row of m) {
    const [x, y] = [row[p]!, row[q]!];
    row[p] = plus(times(x, a), times(y, b));
    row[q] = minus(times(y, conjugate(a)), times(x, conjugate(b)));
  }
}

/** The eigenvalue of the lower right 2 x 2 block that is nearer to its last entry (J. H. Wilkinson). */
function shiftOf(t: Matrix, n: number): Z {
  const [a, b, c, d] = [t[n - 1]![n - 1]!, t[n - 1]![n]!, t[n]![n - 1]!, t[n]![n]!];
  const half = scaled(minus(a, d), 0.5);
  const square = root(plus(times(half, half), times(b, c)));
  const sum = size(plus(half, square)) >= size(minus(half, square)) ? plus(half, square) : minus(half, square);
  return size(sum) === 0 ? d : minus(d, over(times(b, c), sum));
}

/** The Schur form by the QR algorithm (J. G. F. Francis, 1961): upper triangular t and unitary q with q t qᴴ = the matrix given. */
function schur(t: Matrix): Matrix {
  const n = t.length;
  const q: Matrix = range(n).map((i) => range(n).map((j): Z => [i === j ? 1 : 0, 0]));
  const similar = (turn: Turn) => {
    turnRows(t, turn);
    turnColumns(t, turn);
    turnColumns(q, turn);
  };
  for (let column = 0; column < n - 2; column++) {
    for (let row = column + 2; row < n; row++) {
      similar(turnTo(column + 1, row, t[column + 1]![column]!, t[row]![column]!));
    }
  }
  for (let last = n - 1, steps = 0; last > 0 && steps < 100 * n; steps++) {
    const below = t[last]![last - 1]!;
    if (size(below) <= 1e-16 * (size(t[last]![last]!) + size(t[last - 1]![last - 1]!))) {
      t[last]![last - 1] = ZERO;
      last -= 1;
      continue;
    }
    // Now and then an unusual shift, which ends the cycles that the usual one can get into.
    const shift: Z = steps % 11 === 10 ? plus(t[last]![last]!, [size(below), 0]) : shiftOf(t, last);
    const shiftBy = (k: Z) => {
      for (let i = 0; i < n; i++) t[i]![i] = plus(t[i]![i]!, k);
    };
    shiftBy(scaled(shift, -1));
    const turns = range(last).map((k) => {
      const turn = turnTo(k, k + 1, t[k]![k]!, t[k + 1]![k]!);
      turnRows(t, turn);
      return turn;
    });
    for (const turn of turns) {
      turnColumns(t, turn);
      turnColumns(q, turn);
    }
    shiftBy(shift);
  }
  return q;
}

/** Eigenvectors of length 1, as columns, from the Schur form by back substitution. */
function vectorsOf(t: Matrix, q: Matrix): Matrix {
  const n = t.length;
  const least = 1e-300 + 1e-16 * Math.max(...t.flat().map(size));
  const columns = range(n).map((k) => {
    const x: Z[] = new Array<Z>(n).fill(ZERO);
    x[k] = [1, 0];
    for (let i = k - 1; i >= 0; i--) {
      const sum = range(k - i).reduce((s, j) => plus(s, times(t[i]![i + 1 + j]!, x[i + 1 + j]!)), ZERO);
      const gap = minus(t[k]![k]!, t[i]![i]!);
      x[i] = over(sum, size(gap) < least ? [least, 0] : gap);
    }
    const v = q.map((row) => row.reduce((s, entry, j) => plus(s, times(entry, x[j]!)), ZERO));
    const length = Math.hypot(...v.flat());
    return v.map((entry) => scaled(entry, 1 / length));
  });
  return range(n).map((i) => columns.map((column) => column[i]!));
}

/**
 * Eigenvalues [..., n] and eigenvectors [..., n, n] (as columns, of length 1) of square matrices. Both are complex, in an order
 * that means nothing; they have no gradient.
 *
 * @throws RuntimeError inside a traced function
 */
export const eig = opFamily('linalg')('eig', ['x'], (x: TensorLike): [values: Complex, vectors: Complex] => {
  const input = toFloat(x);
  const n = input.shape[input.rank - 1]!;
  if (input.rank < 2 || input.shape[input.rank - 2] !== n) {
    throw new ShapeError('[eig]: square matrices are needed.', { received: formatShape(input.shape) });
  }
  const lead = input.shape.slice(0, -2);
  const numbers = concreteNumbers('eig', input);
  const results = range(sizeOf(lead)).map((batch) => {
    const t: Matrix = range(n).map((i) => range(n).map((j): Z => [numbers[(batch * n + i) * n + j]!, 0]));
    const q = schur(t);
    return { values: range(n).map((i) => t[i]![i]!), vectors: vectorsOf(t, q).flat() };
  });
  const pair = (entries: readonly Z[], shape: readonly number[]): Complex => {
    const part = (i: 0 | 1): Tensor =>
      fromHost(
        fromNumbers(
          entries.map((entry) => entry[i]),
          input.dtype,
          shape,
        ),
      );
    return [part(0), part(1)];
  };
  return [
    pair(
      results.flatMap(({ values }) => values),
      [...lead, n],
    ),
    pair(
      results.flatMap(({ vectors }) => vectors),
      input.shape,
    ),
  ];
});
