/**
 * Running sums of many numbers. The runtime adds up in the type of the numbers, float32, one by one. So long rows are added up in float64, or in
 * blocks, of which the sums are added up in float64.
 */
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, type Shape, sizeOf } from '../shape.js';
import { type CumulativeAttributes, cumulate } from './cumulative.js';

/** Sizes of blocks. */
const [LEAST_BLOCK, MOST_BLOCK] = [16, 32];
/** From how many elements on blocks are faster than float64. */
const LARGE = 1 << 14;
/** Rows up to that length are so short that a copy of them takes less time than to add one of them to many. */
const NARROW = 16;

export function longCumulative(lowering: Lowering, x: string, shape: Shape, attributes: CumulativeAttributes): string {
  const { axis, exclusive, reverse } = attributes;
  const along = (value: string, place: number, leavesOut = exclusive) =>
    cumulate(lowering, value, { axis: place, exclusive: leavesOut, reverse });
  const wide = (value: string, f: (value: string) => string) =>
    lowering.cast(f(lowering.cast(value, 'float64')), 'float32');
  const length = shape[axis]!;
  const block = range(MOST_BLOCK + 1).findLast((n) => length % n === 0)!;
  if (!lowering.hasFixedSizes || sizeOf(shape) < LARGE || block < LEAST_BLOCK)
    return wide(x, (value) => along(value, axis));
  const [before, blocks, after] = [sizeOf(shape.slice(0, axis)), length / block, sizeOf(shape.slice(axis + 1))];
  /** Sums of whole blocks, which stand at the end of their running sums, if these leave nothing out. */
  const totals = (numbers: string, sums: string, place: number) => {
    if (exclusive) return lowering.op('ReduceSum', [numbers, lowering.builder.ints([place])], { keepdims: int(1) });
    const end = reverse ? 0 : block - 1;
    return lowering.op('Slice', [sums, ...[end, end + 1, place].map((value) => lowering.builder.ints([value]))]);
  };
  const offsets = (value: string) => wide(value, (sums) => along(sums, 1, true));
  if (after > 1) {
    const parts = lowering.reshape(x, [before, blocks, block, after]);
    const sums = along(parts, 2);
    const added = offsets(totals(parts, sums, 2));
    // The runtime takes a turn of a loop for each row that it adds a second time.
    const repeats = lowering.builder.ints([1, 1, block, 1]);
    const rows = after > NARROW ? added : lowering.op('Tile', [added, repeats]);
    return lowering.reshape(lowering.op('Add', [sums, rows]), shape, [before, blocks, block, after]);
  }
  // The kernel is fast along axes that have others behind them.
  const columns = lowering.transpose(lowering.reshape(x, [before * blocks, block]), [1, 0]);
  const sums = along(columns, 0);
  const added = offsets(lowering.reshape(totals(columns, sums, 0), [before, blocks]));
  const result = lowering.op('Add', [sums, lowering.reshape(added, [1, before * blocks])]);
  return lowering.reshape(lowering.transpose(result, [1, 0]), shape, [before * blocks, block]);
}
