/**
 * Compositions of primitives that several ops are made of. They take tensors, promote nothing and know nothing of symbolic
 * arguments.
 */
import { type DType, dtypeInfo } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import { add, cast, maximum, minimum, mul, scalar, scalarLike, select, sub } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { iota } from '../../primitives/iota.js';
import { broadcastTo, pad, reshape, slice, transpose } from '../../primitives/movement.js';
import * as reduce from '../../primitives/reduce.js';
import { convert, toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxis, range, reducedShape, type Shape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { computeType } from './arguments.js';

/** All elements in one axis. */
export const flat = (x: Tensor): Tensor => reshape(x, [x.size]);

/** A tensor with all elements equal (or broadcast from `value`). */
export const filled = (value: TensorLike, shape: Shape, dtype: DType): Tensor =>
  broadcastTo(convert(value, dtype), shape);

/** Whether elements differ from 0. */
export const truth = (x: TensorLike): Tensor => cast(asTensor(x), 'bool');

/** Positions in a type that the runtime indexes with. */
export const asIndices = (x: Tensor): Tensor => (x.dtype === 'int32' || x.dtype === 'int64' ? x : cast(x, 'int32'));

/** Elements of `choices[i]` for the first i whose `conditions[i]` holds, else of `fallback`. */
export const choice = (conditions: readonly Tensor[], choices: readonly Tensor[], fallback: Tensor): Tensor =>
  conditions.reduceRight((rest, condition, i) => select(condition, choices[i]!, rest), fallback);

/** Moves axes; the others keep their order. */
export function moveAxes(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const list = (axes: number | readonly number[]) => [axes].flat();
  const from = list(source).map((axis) => normalizeAxis(axis, x.rank, 'moveaxis'));
  const to = list(destination).map((axis) => normalizeAxis(axis, x.rank, 'moveaxis'));
  if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length) {
    throw new ValueError('[moveaxis]: source and destination must be as many distinct axes.', {
      received: `${formatShape(from)} and ${formatShape(to)}`,
    });
  }
  const others = range(x.rank).filter((axis) => !from.includes(axis));
  const permutation = range(x.rank).map((axis) => (to.includes(axis) ? from[to.indexOf(axis)]! : others.shift()!));
  return transpose(x, permutation);
}

/** Sums and products of small integers are counted in 32 bits. */
export const sumType = (dtype: DType): DType => {
  const { kind, bits } = dtypeInfo(dtype);
  if (kind === 'float' || bits >= 32) return dtype;
  return kind === 'unsigned' ? 'uint32' : 'int32';
};

export const sumOf = (x: Tensor, axes: readonly number[], keepdims = false): Tensor =>
  reduce.sum(cast(x, sumType(x.dtype)), axes, keepdims);

/** In float32 for half types and integers. */
export function meanOf(x: Tensor, axes: readonly number[], keepdims = false): Tensor {
  const value = toFloat(x);
  return cast(reduce.mean(cast(value, computeType(value.dtype)), axes, keepdims), value.dtype);
}

export function varianceOf(x: Tensor, axes: readonly number[], keepdims = false): Tensor {
  const given = toFloat(x);
  const value = cast(given, computeType(given.dtype));
  const deviation = sub(value, reduce.mean(value, axes, true));
  return cast(reduce.mean(mul(deviation, deviation), axes, keepdims), given.dtype);
}

/** The largest or smallest elements; of none there is none. */
export function extremeOf(
  name: string,
  x: Tensor,
  axes: readonly number[],
  keepdims: boolean,
  initial: TensorLike | null = null,
): Tensor {
  const isMax = name.endsWith('max');
  const shape = reducedShape(x.shape, axes, keepdims);
  if (axes.some((axis) => x.shape[axis] === 0)) {
    if (initial !== null) return broadcastTo(convert(initial, x.dtype), shape);
    throw new ValueError(`[${name}]: a tensor without elements has no such element.`, {
      received: `shape ${formatShape(x.shape)}`,
      hint: 'give an initial value.',
    });
  }
  const result = isMax ? reduce.max(x, axes, keepdims) : reduce.min(x, axes, keepdims);
  return initial === null ? result : (isMax ? maximum : minimum)(result, convert(initial, x.dtype));
}

/** Whether all elements differ from 0. */
export const allOf = (x: Tensor, axes: readonly number[], keepdims = false): Tensor =>
  axes.some((axis) => x.shape[axis] === 0)
    ? broadcastTo(scalar(1, 'bool'), reducedShape(x.shape, axes, keepdims))
    : reduce.all(cast(x, 'bool'), axes, keepdims);
/** Whether any element differs from 0. */
export const anyOf = (x: Tensor, axes: readonly number[], keepdims = false): Tensor =>
  axes.some((axis) => x.shape[axis] === 0)
    ? broadcastTo(scalar(0, 'bool'), reducedShape(x.shape, axes, keepdims))
    : reduce.any(cast(x, 'bool'), axes, keepdims);

/** Column minus row, for each element of a [rows, columns] matrix. */
export const diagonalOffsets = (rows: number, columns: number): Tensor =>
  sub(reshape(iota(columns), [1, columns]), reshape(iota(rows), [rows, 1]));

/** The square matrix with a vector on its k-th diagonal: the vector with a row and an element between its neighbours. */
export function diagonalMatrix(vector: Tensor, k: number): Tensor {
  const n = vector.size;
  const size = n + Math.abs(k);
  if (n === 0) return broadcastTo(scalarLike(0, vector), [size, size]);
  const start = k >= 0 ? k : -k * size;
  const rest = size * size - start - (n - 1) * (size + 1) - 1;
  return reshape(pad(vector, [start], [rest], [size]), [size, size]);
}

/** The k-th diagonals of the last two axes: one strided slice of the flattened matrices. */
export function diagonals(x: Tensor, k: number): Tensor {
  const lead = x.shape.slice(0, -2);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const length = Math.max(0, Math.min(rows + Math.min(k, 0), columns - Math.max(k, 0)));
  const start = length === 0 ? 0 : k >= 0 ? k : -k * columns;
  const rowsOfElements = reshape(x, [...lead, rows * columns]);
  const zeros = lead.map(() => 0);
  return slice(rowsOfElements, [...zeros, start], [...lead, length], [...lead.map(() => 1), columns + 1]);
}

/** Pieces of `length` elements of the last axis, `stride` apart: [..., pieces, length]. */
export function framesOf(x: Tensor, length: number, stride: number): Tensor {
  const count = Math.max(0, Math.floor((x.shape[x.rank - 1]! - length) / stride) + 1);
  const starts = reshape(mul(iota(count), scalar(stride, 'int32')), [count, 1]);
  return gather(x, add(starts, iota(length)), x.rank - 1);
}
