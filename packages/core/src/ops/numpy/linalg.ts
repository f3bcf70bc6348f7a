/** keras.ops: products of vectors, matrices and higher tensors. */
import { PythonTypeError, ShapeError, ValueError } from '../../errors.js';
import { cast, mul, sub } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { concatenate, pad, reshape, slice, transpose } from '../../primitives/movement.js';
import { promote } from '../../python/promotion.js';
import { formatShape, normalizeAxis, range, sizeOf } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { binaryOp, numpy } from '../support/arguments.js';
import { flat, moveAxes } from '../support/composites.js';

type Pair = (x: Tensor, y: Tensor) => Tensor;

const promoted = (name: string, body: Pair) =>
  binaryOp(name, (x1, x2) => {
    const [x, y] = promote(x1, x2) as [Tensor, Tensor];
    return body(x, y);
  });

const sizesDiffer = (op: string, expected: string, x: Tensor, y: Tensor): ShapeError =>
  new ShapeError(`[${op}]: inner sizes differ.`, {
    expected,
    received: `a ${formatShape(x.shape)} ${x.dtype}, b ${formatShape(y.shape)} ${y.dtype}`,
  });

/** NumPy's matrix product: vectors are rows on the left and columns on the right, leading axes broadcast. */
const matrixProduct: Pair = (x, y) => {
  if (x.rank === 0 || y.rank === 0) throw sizesDiffer('matmul', 'at least one axis each', x, y);
  const left = x.rank === 1 ? reshape(x, [1, x.size]) : x;
  const right = y.rank === 1 ? reshape(y, [y.size, 1]) : y;
  const result = product(left, right);
  const lead = result.shape.slice(0, -2);
  const [rows, columns] = result.shape.slice(-2) as [number, number];
  return reshape(result, [...lead, ...(x.rank === 1 ? [] : [rows]), ...(y.rank === 1 ? [] : [columns])]);
};

/**
 * The matrix product of the last two axes; leading axes broadcast. int8 is summed in int32.
 *
 * @throws ShapeError when a.shape[-1] is not b.shape[-2]
 * @example
 * ops.matmul([[1, 2]], [[3], [4]]); // [[11]]
 */
export const matmul = binaryOp('matmul', (x1, x2) => {
  const operands = [asTensor(x1), asTensor(x2)];
  const areSmall = operands.every(({ dtype }) => dtype === 'int8');
  const [x, y] = areSmall ? operands.map((each) => cast(each, 'int32')) : promote(...operands);
  return matrixProduct(x!, y!);
});

/** Sums the products over the given axes of both; what is left of x comes first. */
function contract(op: string, x: Tensor, y: Tensor, xAxes: readonly number[], yAxes: readonly number[]): Tensor {
  const a = xAxes.map((axis) => normalizeAxis(axis, x.rank, op));
  const b = yAxes.map((axis) => normalizeAxis(axis, y.rank, op));
  if (a.length !== b.length || a.some((axis, i) => x.shape[axis] !== y.shape[b[i]!])) {
    throw sizesDiffer(op, `equal sizes of axes ${formatShape(xAxes)} and ${formatShape(yAxes)}`, x, y);
  }
  const freeX = range(x.rank).filter((axis) => !a.includes(axis));
  const freeY = range(y.rank).filter((axis) => !b.includes(axis));
  const left = freeX.map((axis) => x.shape[axis]!);
  const right = freeY.map((axis) => y.shape[axis]!);
  const inner = sizeOf(a.map((axis) => x.shape[axis]!));
  const matrix = product(
    reshape(transpose(x, [...freeX, ...a]), [sizeOf(left), inner]),
    reshape(transpose(y, [...b, ...freeY]), [inner, sizeOf(right)]),
  );
  return reshape(matrix, [...left, ...right]);
}

/** The inner product of vectors; else the last axis of x1 with the second to last of x2. Numbers scale. */
export const dot = promoted('dot', (x, y) => {
  if (x.rank === 0 || y.rank === 0) return mul(x, y);
  return contract('dot', x, y, [-1], [y.rank === 1 ? 0 : -2]);
});

/** The inner product of the last axes. */
export const inner = promoted('inner', (x, y) =>
  x.rank === 0 || y.rank === 0 ? mul(x, y) : contract('inner', x, y, [-1], [-1]),
);

/** The inner product of all elements. */
export const vdot = promoted('vdot', (x, y) => contract('vdot', flat(x), flat(y), [0], [0]));

/** The products of every element of x1 with every element of x2, as a matrix. */
export const outer = promoted('outer', (x, y) => mul(reshape(x, [x.size, 1]), reshape(y, [1, y.size])));

/** Sums the products over `axes`: so many last axes of x1 with the first of x2, or two lists of axes. */
export const tensordot = numpy(
  'tensordot',
  ['x1', 'x2', 'axes'],
  (
    x1: TensorLike,
    x2: TensorLike,
    axes: number | readonly [number | readonly number[], number | readonly number[]] = 2,
  ): Tensor => {
    const [x, y] = promote(x1, x2) as [Tensor, Tensor];
    if (typeof axes === 'number') {
      if (axes > x.rank || axes > y.rank) throw sizesDiffer('tensordot', `at least ${axes} axes each`, x, y);
      return contract(
        'tensordot',
        x,
        y,
        range(axes).map((i) => x.rank - axes + i),
        range(axes),
      );
    }
    const list = (given: number | readonly number[] | undefined) => [given ?? []].flat();
    if (axes?.length !== 2) {
      throw new ValueError('[tensordot]: the axes of both tensors are needed.', { received: String(axes) });
    }
    return contract('tensordot', x, y, list(axes[0]), list(axes[1]));
  },
  { tensors: 2 },
);

/** The Kronecker product: every element of x1 times the whole of x2. */
export const kron = promoted('kron', (x, y) => {
  const rank = Math.max(x.rank, y.rank);
  const [a, b] = [x, y].map(({ shape }) => [...new Array<number>(rank - shape.length).fill(1), ...shape]) as [
    number[],
    number[],
  ];
  const spread = mul(
    reshape(
      x,
      a.flatMap((dim) => [dim, 1]),
    ),
    reshape(
      y,
      b.flatMap((dim) => [1, dim]),
    ),
  );
  return reshape(
    spread,
    a.map((dim, i) => dim * b[i]!),
  );
});

/** One element behind the last axis. */
const lastOnly = (x: Tensor): number[] => x.shape.map((_, i) => (i === x.rank - 1 ? 1 : 0));

/**
 * The cross product of vectors of size 3 (or 2, of which the third component is 0).
 *
 * @param axis where the vectors of both and of the result lie; instead of axisa, axisb and axisc
 * @returns for two vectors of size 2 the third component alone
 */
export const cross = numpy(
  'cross',
  ['x1', 'x2', 'axisa', 'axisb', 'axisc', 'axis'],
  (
    x1: TensorLike,
    x2: TensorLike,
    axisa: number = -1,
    axisb: number = -1,
    axisc: number = -1,
    axis: number | null = null,
  ): Tensor => {
    const [x, y] = promote(x1, x2) as [Tensor, Tensor];
    if (x.dtype === 'bool') throw new PythonTypeError('[cross]: bools cannot be subtracted.');
    const a = moveAxes(x, axis ?? axisa, -1);
    const b = moveAxes(y, axis ?? axisb, -1);
    const [n, m] = [a.shape[a.rank - 1]!, b.shape[b.rank - 1]!];
    if (![2, 3].includes(n) || ![2, 3].includes(m)) {
      throw new ValueError('[cross]: vectors of size 2 or 3 are needed.', { received: `sizes ${n} and ${m}` });
    }
    const component = (v: Tensor, i: number): Tensor => {
      const lead = v.shape.slice(0, -1);
      return reshape(slice(v, [...lead.map(() => 0), i], [...lead, 1]), lead);
    };
    const extended = (v: Tensor): Tensor =>
      v.shape[v.rank - 1] === 3
        ? v
        : pad(
            v,
            v.shape.map(() => 0),
            lastOnly(v),
          );
    const [u, w] = [extended(a), extended(b)];
    const minor = (i: number, j: number): Tensor =>
      sub(mul(component(u, i), component(w, j)), mul(component(u, j), component(w, i)));
    const third = minor(0, 1);
    if (n === 2 && m === 2) return third;
    const parts = [minor(1, 2), minor(2, 0), third].map((each) => reshape(each, [...each.shape, 1]));
    return moveAxes(concatenate(parts, third.rank), -1, axis ?? axisc);
  },
  { tensors: 2 },
);
