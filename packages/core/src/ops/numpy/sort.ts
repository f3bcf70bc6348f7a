/** keras.ops: order. */
import { ValueError } from '../../errors.js';
import { greaterEqual } from '../../primitives/compare.js';
import { scalar, select, sub } from '../../primitives/elementwise.js';
import { broadcastTo, reshape, reverse, slice } from '../../primitives/movement.js';
import * as primitives from '../../primitives/sort.js';
import { promote } from '../../python/promotion.js';
import { formatShape, normalizeAxis } from '../../shape.js';
import { isTracingSymbols } from '../../symbolic/stand-ins.js';
import { newSymbol } from '../../symbolic/symbols.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { flat } from '../support/composites.js';
import { positionIn } from '../support/positions.js';

const sorted = (name: string, body: (x: Tensor, axis: number) => Tensor) =>
  numpy(name, ['x', 'axis'], (x: TensorLike, axis: number | null = -1): Tensor => {
    const input = asTensor(x);
    return axis === null || input.rank === 0
      ? body(flat(input), 0)
      : body(input, normalizeAxis(axis, input.rank, name));
  });
/** The elements along an axis in ascending order; axis null: all of them. */
export const sort = sorted('sort', (x, axis) => primitives.sort(x, axis));
/** int32 positions that put the elements along an axis in ascending order; equal elements keep theirs. */
export const argsort = sorted('argsort', (x, axis) => primitives.argSort(x, axis));

/** int32 positions that put the kth smallest element in its place, smaller ones before it and larger ones behind. */
export const argpartition = numpy(
  'argpartition',
  ['x', 'kth', 'axis'],
  (x: TensorLike, kth: number, axis: number | null = -1): Tensor => {
    const input = axis === null ? flat(asTensor(x)) : asTensor(x);
    const at = normalizeAxis(axis ?? 0, input.rank, 'argpartition');
    const length = input.shape[at]!;
    if (!Number.isInteger(kth) || (!isTracingSymbols() && (kth < -length || kth >= length))) {
      throw new ValueError('[argpartition]: kth must be a position within the axis.', {
        received: `kth ${kth} of ${formatShape(input.shape)}`,
      });
    }
    return primitives.argSort(input, at);
  },
);

/**
 * Where values would be inserted into a sorted vector to keep it sorted, as int32: before equal elements, or behind them.
 *
 * @throws ValueError when the sequence is not a vector, or for an unknown side
 */
export const searchsorted = numpy(
  'searchsorted',
  ['sortedSequence', 'values', 'side'],
  (sortedSequence: TensorLike, values: TensorLike, side: 'left' | 'right' = 'left'): Tensor => {
    const [sequence, x] = promote(sortedSequence, values) as [Tensor, Tensor];
    if (sequence.rank !== 1 || (side !== 'left' && side !== 'right')) {
      throw new ValueError("[searchsorted]: a sorted vector is needed, and side 'left' or 'right'.", {
        received: `shape ${formatShape(sequence.shape)}, side '${side}'`,
      });
    }
    return positionIn(sequence, x, side);
  },
  {
    tensors: 2,
    className: 'SearchSorted',
    // As in Keras: positions in a sequence of unknown length may need 64 bits.
    spec: (sequence: TensorLike, values: TensorLike) =>
      asTensor(sequence).shape[0] === null ? newSymbol(asTensor(values).shape, 'int64') : undefined,
  },
);

/** The number of the bin that each element falls into: bins[i - 1] <= x < bins[i], or with the bins descending. */
export const digitize = numpy(
  'digitize',
  ['x', 'bins'],
  (x: TensorLike, bins: TensorLike): Tensor => {
    const [input, edges] = promote(x, bins) as [Tensor, Tensor];
    if (edges.rank !== 1)
      throw new ValueError('[digitize]: bins must be a vector.', { received: formatShape(edges.shape) });
    if (edges.size === 0) return broadcastTo(scalar(0, 'int32'), input.shape);
    const edge = (i: number) => reshape(slice(edges, [i], [1]), []);
    const rising = greaterEqual(edge(edges.size - 1), edge(0));
    const falling = sub(scalar(edges.size, 'int32'), positionIn(reverse(edges, [0]), input, 'right'));
    return select(rising, positionIn(edges, input, 'right'), falling);
  },
  { tensors: 2 },
);
