/**
 * Sums of long rows whose length has no divisor that would do. All rows together are one vector, whose blocks are summed wherever rows end;
 * of blocks in which one does, and the next one begins, the elements are added to their rows by themselves.
 */
import type { DType } from '../dtype.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';

const BLOCK = 256;
/** Shorter blocks take longer, and give more sums, which is still less than to copy the rows. */
const [LONG_BLOCK, LEAST_BLOCK] = [128, 32];
/** Blocks of a row from which on those at its ends are few. */
const MANY_BLOCKS = 32;

/** The sums of [before, length], of shape [before, 1]; null where the rows are too short, or would have to be copied. */
export function sumOfRows(
  lowering: Lowering,
  x: string,
  [before, length]: readonly [before: number, length: number],
  kernel: DType,
): string | null {
  const size = before * length;
  if (kernel !== 'float32' || !lowering.hasFixedSizes || !lowering.has64Bits || length < MANY_BLOCKS * BLOCK)
    return null;
  const wholeBlock = (least: number) => range(BLOCK + 1).findLast((n) => n >= least && size % n === 0);
  const long = wholeBlock(LONG_BLOCK);
  const views = long ? null : lowering.partsOf(x, BLOCK);
  const block = views ? BLOCK : (long ?? wholeBlock(LEAST_BLOCK));
  if (!block) return null;
  const [units, rest] = views ?? [lowering.reshape(x, [size / block, block]), null];
  const sumAlong = (name: string, axis: number) =>
    lowering.op('ReduceSum', [name, lowering.builder.ints([axis])], { keepdims: int(0) });
  const { firsts, count, edges, areOwn } = placesOf(before, length, block);
  const positions = firsts.flatMap((first) => range(count).map((i) => first + i));
  const inner = lowering.op('GatherElements', [
    sumAlong(units, 1),
    lowering.constant(fromNumbers(positions, 'int32', [positions.length])),
  ]);
  const wide = lowering.cast(lowering.reshape(inner, [before, count]), 'float64');
  const around = lowering.op('Gather', [units, lowering.constant(fromNumbers(edges, 'int32', [edges.length]))]);
  const width = (edges.length / before) * block;
  const own = lowering.op('Where', [
    lowering.constant({ dtype: 'bool', data: areOwn, shape: [before, width] }),
    lowering.reshape(around, [before, width]),
    lowering.scalar(0, kernel),
  ]);
  const sums = lowering.op('Add', [lowering.cast(sumAlong(wide, 1), kernel), sumAlong(own, 1)]);
  // What is left belongs to the last row.
  const left =
    rest && lowering.op('Pad', [lowering.reshape(sumAlong(rest, 0), [1]), lowering.builder.ints([before - 1, 0])]);
  return lowering.reshape(left ? lowering.op('Add', [sums, left]) : sums, [before, 1]);
}

/** Where the blocks of rows are. */
interface Places {
  /** For each row the first block that lies within it. */
  readonly firsts: readonly number[];
  /** How many blocks lie within every row, from there on. */
  readonly count: number;
  /** For each row the blocks around these: the one before, and two behind. */
  readonly edges: readonly number[];
  /** For each element of these whether it belongs to the row. */
  readonly areOwn: Uint8Array;
}

function placesOf(before: number, length: number, block: number): Places {
  const blocks = Math.floor((before * length) / block);
  const firsts = range(before).map((row) => Math.ceil((row * length) / block));
  const count = Math.min(...firsts.map((first, row) => Math.floor(((row + 1) * length) / block) - first));
  const around = firsts.map((first) => [first - 1, first + count, first + count + 1]);
  const areOwn = new Uint8Array(before * 3 * block);
  around.flat().forEach((each, i) => {
    const [row, start] = [Math.floor(i / 3), each * block];
    const [from, to] = [Math.max(row * length, start), Math.min((row + 1) * length, start + block)];
    if (each < blocks && from < to) areOwn.fill(1, i * block + from - start, i * block + to - start);
  });
  const edges = around.flat().map((each) => Math.min(Math.max(each, 0), blocks - 1));
  return { firsts, count, edges, areOwn };
}
