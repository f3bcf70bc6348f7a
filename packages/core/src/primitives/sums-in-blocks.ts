/** Sums of more than {@link SHORT} numbers, and of as many as another run has: in blocks, whose sums are added in float64 where they are many. */
import { type DType, isFloat } from '../dtype.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, sizeOf } from '../shape.js';
import { countOf, isLarge, ones, SHORT, type Summands } from './long-sums.js';
import { sumOfRows } from './sum-of-rows.js';

/** Sizes of blocks. Of a size without such a divisor the remainder is cut off. */
const LEAST_BLOCK = 16;
export const MOST_BLOCK = 128;
/** Sums of more blocks than that are added in float64. */
const FEW_BLOCKS = 16;
/** Vectors of that length are wide. */
const LEAST_WIDE = 8;
/** Products with ones take their time for every row, so rows of a stack should be long. */
const LONG_ROW = 1024;
/** Elements from which on it pays that the runtime is given parts of an input. */
const LARGE_INPUT = 2 ** 16;

/** The numbers that are added are those of the middle axis of [before, length, after]; `before` may be -1, for any size. */
type Extent = readonly [before: number, length: number, after: number];

/** The sum where sizes are known. */
export const sumInBlocks = (lowering: Lowering, x: string, summands: Summands): string =>
  lowering.reshape(sumAxes(lowering, x, summands), summands.result);

/** The sum where axes in front of the summed ones alone are open: as many numbers are added as are known. */
export function sumOfOpen(lowering: Lowering, x: string, { shape, axes, result, kernel }: Summands): string | null {
  const [first, behind] = [axes[0] ?? 0, (axes.at(-1) ?? 0) + 1];
  const isOpen = (axis: number) => !lowering.hasFixedAxes(shape, [axis]);
  const length = sizeOf(shape.slice(first, behind));
  const open = range(shape.length).filter(isOpen);
  if (!isFloat(kernel) || length <= SHORT || axes.length !== behind - first) return null;
  // Of a shape that is written down one size may be left out.
  if (open.length !== 1 || open[0]! >= first) return null;
  const sum = sumAxis(lowering, x, [-1, length, sizeOf(shape.slice(behind))], kernel);
  return lowering.reshape(sum, result.with(open[0]!, -1));
}

/**
 * For numbers of which another run has more or less: in float64, which takes longer than blocks, but has few nodes, and is the same for any
 * number, so that runs with few and with many share a model. Those with very many have another one.
 */
export function sumOfOpenAxes(lowering: Lowering, type: string, x: string, summands: Summands): string | null {
  const { shape, axes, result, kernel } = summands;
  if (kernel !== 'float32' || (countOf(summands) <= SHORT && lowering.hasFixedAxes(shape, axes))) return null;
  if (!lowering.hasTrueSizes || sizeOf(shape) >= LARGE_INPUT) {
    const { sumOfUnknown, openSumOfInput } = lowering.large;
    const inBlocks = openSumOfInput(lowering, type, x, summands) ?? sumOfUnknown(lowering, type, x, summands);
    if (inBlocks !== null) return inBlocks;
  }
  const inputs = [lowering.cast(x, 'float64'), lowering.builder.ints(axes)];
  return lowering.cast(lowering.op(type, inputs, { keepdims: int(result.length === shape.length ? 1 : 0) }), kernel);
}

function sumAxes(lowering: Lowering, x: string, { shape, axes, kernel }: Summands): string {
  // Neighbouring axes are one, and axes of size 1 none.
  const runs: { size: number; readonly isSummed: boolean }[] = [];
  shape.forEach((size, axis) => {
    const [last, isSummed] = [runs[runs.length - 1], axes.includes(axis)];
    if (size === 1) return;
    if (last?.isSummed === isSummed) last.size *= size;
    else runs.push({ size, isSummed });
  });
  // The first one first, where what it leaves are long rows; else from the last on.
  const first = runs[0]?.isSummed && sizeOf(runs.slice(1).map(({ size }) => size)) >= LONG_ROW ? [0] : [];
  const order = [...first, ...range(runs.length).reverse()];
  return order.reduce((value, axis) => {
    const run = runs[axis]!;
    if (!run.isSummed || run.size === 1) return value;
    const [before, after] = [runs.slice(0, axis), runs.slice(axis + 1)].map((some) =>
      sizeOf(some.map(({ size }) => size)),
    );
    const sum = sumAxis(lowering, value, [before!, run.size, after!], kernel);
    run.size = 1;
    return sum;
  }, x);
}

const reduceSum = (lowering: Lowering, x: string, axis: number): string =>
  lowering.op('ReduceSum', [x, lowering.builder.ints([axis])], { keepdims: int(0) });

/** Sums over the middle axis; of shape [before, after], or so. */
export function sumAxis(lowering: Lowering, x: string, [before, length, after]: Extent, kernel: DType): string {
  if (length <= SHORT / 2) return sumBlocks(lowering, x, [before, length, after], kernel);
  const block = blockOf(length);
  if (block === null) {
    const isInput = before === 1 && sizeOf([length, after]) >= LARGE_INPUT;
    const ofInput = isInput ? lowering.large.sumOfInput(lowering, x, after, kernel) : null;
    if (ofInput) return ofInput;
    const ofRows = before > 1 && after === 1 ? sumOfRows(lowering, x, [before, length], kernel) : null;
    if (ofRows) return ofRows;
    if (isLarge(sizeOf([before, length, after]))) {
      const operand = { name: x, shape: [before, length, after], axis: 1 };
      const sum = lowering.large.sumInPieces(lowering, [operand], kernel, (_own, [piece]) => piece!);
      if (sum) return sum;
    }
    const whole = length - (length % MOST_BLOCK);
    const parts = [[0, whole] as const, [whole, length] as const].map(([start, end]) => {
      const bounds = [start, end, 1].map((value) => lowering.builder.ints([value]));
      const part = lowering.op('Slice', [lowering.reshape(x, [before, length, after]), ...bounds]);
      return lowering.reshape(sumAxis(lowering, part, [before, end - start, after], kernel), [before, after]);
    });
    return lowering.op('Add', parts);
  }
  const blocks = length / block;
  // Blocks of neighbours, or, since any order will do, of numbers that are `blocks` apart.
  const areApart = after > 1 && (before === 1 || blocks * after >= LONG_ROW);
  const extent: Extent = areApart ? [before, block, blocks * after] : [Math.max(before * blocks, -1), block, after];
  return sumOfSums(lowering, sumBlocks(lowering, x, extent, kernel), [before, blocks, after], kernel);
}

/** How long the blocks of a length are; null where no divisor will do. */
export function blockOf(length: number): number | null {
  const block = range(MOST_BLOCK + 1).findLast((size) => length % size === 0)!;
  return block < LEAST_BLOCK ? null : block;
}

/** The sum of the sums of blocks, [before, blocks, after]: of many in float64. */
export function sumOfSums(lowering: Lowering, x: string, [before, blocks, after]: Extent, kernel: DType): string {
  if (blocks <= FEW_BLOCKS) return sumBlocks(lowering, x, [before, blocks, after], kernel);
  // The kernel takes several times as long where an axis is around it, if only one of size 1.
  const isFirst = before === 1 && after >= LEAST_WIDE;
  const sums = lowering.reshape(
    x,
    isFirst ? [blocks, after] : after === 1 ? [before, blocks] : [before, blocks, after],
  );
  const axis = isFirst ? 0 : 1;
  if (kernel === 'float64' || !lowering.has64Bits) return sumAxis(lowering, sums, [before, blocks, after], kernel);
  return lowering.cast(reduceSum(lowering, lowering.cast(sums, 'float64'), axis), kernel);
}

/** Sums of short blocks: of rows by a product with ones. */
export function sumBlocks(lowering: Lowering, x: string, [before, length, after]: Extent, kernel: DType): string {
  if (after === 1) return reduceSum(lowering, lowering.reshape(x, [before, length]), 1);
  const shape = before === 1 ? [length, after] : [before, length, after];
  return lowering.op('MatMul', [ones(lowering, length, kernel), lowering.reshape(x, shape)]);
}
