/** keras.ops.unique. */
import { ValueError } from '../../errors.js';
import { less, notEqual } from '../../primitives/compare.js';
import { cumsum } from '../../primitives/cumulative.js';
import { cast, minimum, scalar, scalarLike, select, sub } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { iota } from '../../primitives/iota.js';
import { broadcastTo, concatenate, reshape, slice } from '../../primitives/movement.js';
import { argSort, compareNumbers } from '../../primitives/sort.js';
import { normalizeAxis, range, type Shape } from '../../shape.js';
import { newSymbol } from '../../symbolic/symbols.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { asTensor, fromHost, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { flat, moveAxes } from '../support/composites.js';
import { concreteNumbers, isConcrete } from '../support/concrete.js';
import { positionIn } from '../support/positions.js';

type Rows = readonly (readonly number[])[];

const sameRows = (a: readonly number[], b: readonly number[]): boolean => a.every((value, i) => value === b[i]);

/** NaN comes last. */
const compareRows = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < a.length; i++) {
    const order = compareNumbers(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
};

/** Each different row once in order, those with NaN each for itself: where it first occurs, how often, and which one each row is. */
function distinct(rows: Rows): { first: number[]; counts: number[]; inverse: number[] } {
  const order = range(rows.length).sort((i, j) => compareRows(rows[i]!, rows[j]!) || i - j);
  const [first, counts, inverse]: [number[], number[], number[]] = [[], [], new Array(rows.length).fill(0)];
  order.forEach((row, i) => {
    if (i === 0 || !sameRows(rows[order[i - 1]!]!, rows[row]!)) {
      first.push(row);
      counts.push(0);
    }
    counts[counts.length - 1]! += 1;
    inverse[row] = first.length - 1;
  });
  return { first, counts, inverse };
}

interface Requested {
  readonly index: boolean;
  readonly inverse: boolean;
  readonly counts: boolean;
}

/** A fixed number of elements of a vector whose values are not known yet: its stretches of equal elements when sorted. */
function uniqueTraced(x: Tensor, size: number, fillValue: number | null, requested: Requested, shape: Shape): Tensor[] {
  const n = x.size;
  const order = argSort(x, 0);
  const sorted = gather(x, order, 0);
  const part = (start: number, length: number) => slice(sorted, [start], [length]);
  const isNew = concatenate(
    [broadcastTo(scalar(1, 'int32'), [1]), cast(notEqual(part(1, n - 1), part(0, n - 1)), 'int32')],
    0,
  );
  const stretch = sub(cumsum(isNew, 0), scalar(1, 'int32'));
  const first = positionIn(stretch, iota(size), 'left');
  const isThere = less(first, scalar(n, 'int32'));
  const at = minimum(first, scalar(n - 1, 'int32'));
  const filling = fillValue === null ? reshape(part(0, 1), []) : scalarLike(fillValue, x);
  return [
    select(isThere, gather(sorted, at, 0), filling),
    ...(requested.index ? [gather(order, select(isThere, at, scalar(0, 'int32')), 0)] : []),
    ...(requested.inverse ? [reshape(gather(stretch, argSort(order, 0), 0), shape)] : []),
    ...(requested.counts ? [sub(positionIn(stretch, iota(size), 'right'), first)] : []),
  ];
}

const uniqueOf = numpy(
  'unique',
  ['x', 'sorted', 'returnIndex', 'returnInverse', 'returnCounts', 'axis', 'size', 'fillValue'],
  (
    x: TensorLike,
    _sorted: boolean = true,
    returnIndex: boolean = false,
    returnInverse: boolean = false,
    returnCounts: boolean = false,
    axis: number | null = null,
    size: number | null = null,
    fillValue: number | null = null,
  ): Tensor | Tensor[] => {
    const given = asTensor(x);
    const input = axis === null ? flat(given) : moveAxes(given, normalizeAxis(axis, given.rank, 'unique'), 0);
    if (size !== null && axis === null && input.size > 0 && !isConcrete(input)) {
      const requested = { index: returnIndex, inverse: returnInverse, counts: returnCounts };
      const traced = uniqueTraced(input, size, fillValue, requested, given.shape);
      return traced.length === 1 ? traced[0]! : traced;
    }
    const [length, ...rest] = input.shape as [number, ...number[]];
    const width = input.size / length || 1;
    const numbers = concreteNumbers('unique', input);
    const rows = range(length).map((i) => range(width).map((j) => numbers[i * width + j]!));
    const { first, counts, inverse } = distinct(rows);
    const count = size ?? first.length;
    if (count > 0 && first.length === 0) {
      throw new ValueError('[unique]: no elements to fill the size with.', { received: `size ${count}` });
    }
    const filled = range(count).map((i) => first[i] ?? null);
    const filling = (j: number) => fillValue ?? rows[first[0]!]![j]!;
    const values = filled.flatMap((row) => range(width).map((j) => (row === null ? filling(j) : rows[row]![j]!)));
    const block = fromHost(fromNumbers(values, input.dtype, [count, ...rest]));
    const indices = (list: readonly number[], shape = [list.length]) => fromHost(fromNumbers(list, 'int32', shape));
    const results = [
      axis === null ? block : moveAxes(block, 0, axis),
      ...(returnIndex ? [indices(filled.map((row) => row ?? first[0]!))] : []),
      ...(returnInverse ? [indices(inverse, axis === null ? [...given.shape] : [length])] : []),
      ...(returnCounts ? [indices(filled.map((row, i) => (row === null ? 0 : counts[i]!)))] : []),
    ];
    return results.length === 1 ? results[0]! : results;
  },
  {
    spec: (
      { shape, rank, dtype }: Tensor,
      _sorted: boolean,
      returnIndex = false,
      returnInverse = false,
      returnCounts = false,
      axis: number | null = null,
      size: number | null = null,
    ) => {
      const at = axis === null ? 0 : normalizeAxis(axis, rank, 'unique');
      const results = [
        newSymbol(axis === null ? [size] : shape.map((dim, i) => (i === at ? size : dim)), dtype),
        ...(returnIndex ? [newSymbol([size], 'int32')] : []),
        ...(returnInverse ? [newSymbol(axis === null ? shape : [shape[at]!], 'int32')] : []),
        ...(returnCounts ? [newSymbol([size], 'int32')] : []),
      ];
      return results.length === 1 ? results[0] : results;
    },
  },
);

/** One tensor, or a list where more than the elements is asked for. */
type Unique<Request> = true extends Request ? Tensor[] : Tensor;

interface UniqueSettings<Index, Inverse, Counts> {
  /** They are in any case. */
  sorted?: boolean;
  /** Whether to return the positions of the first occurrences. */
  returnIndex?: Index;
  /** Whether to return the number of each element among the different ones. */
  returnInverse?: Inverse;
  /** Whether to return how often each occurs. */
  returnCounts?: Counts;
  /** null for the elements of the flattened tensor. */
  axis?: number | null;
  /** How many to return. */
  size?: number | null;
  /** What fills the result up to `size`. */
  fillValue?: number | null;
}

interface UniqueFunction {
  /** The different elements in ascending order; with an axis, the different slices along it. */
  <Index extends boolean = false, Inverse extends boolean = false, Counts extends boolean = false>(
    x: TensorLike,
    keywords?: UniqueSettings<Index, Inverse, Counts>,
  ): Unique<Index | Inverse | Counts>;
  /** The different elements in ascending order; with an axis, the different slices along it. */
  <Index extends boolean = false, Inverse extends boolean = false, Counts extends boolean = false>(
    x: TensorLike,
    sorted?: boolean,
    returnIndex?: Index,
    returnInverse?: Inverse,
    returnCounts?: Counts,
    axis?: number | null,
    size?: number | null,
    fillValue?: number | null,
  ): Unique<Index | Inverse | Counts>;
  /** The different elements in ascending order; with an axis, the different slices along it. */
  <Index extends boolean = false, Inverse extends boolean = false, Counts extends boolean = false>(
    keywords: { x: TensorLike } & UniqueSettings<Index, Inverse, Counts>,
  ): Unique<Index | Inverse | Counts>;
}

/**
 * The different elements in ascending order; with an axis, the different slices along it. On request followed by the positions
 * of their first occurrences, the number of each element among them, and how often they occur (all int32).
 *
 * @param size how many to return: the first ones, or filled up with `fillValue` (left out: the smallest)
 * @throws RuntimeError inside a traced function without `size` (or with an axis), because the shape depends on values
 */
export const unique = uniqueOf as unknown as UniqueFunction;
