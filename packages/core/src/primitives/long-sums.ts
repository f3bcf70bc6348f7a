/**
 * Sums of many floats. ONNX Runtime adds up in one float32 number, or in a few, and loses a digit for every ten times as many terms.
 * Here numbers are added in blocks, and the sums of the blocks, if there are many, in float64; that takes no longer.
 */
import { type DType, isFloat } from '../dtype.js';
import type { Node } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, reducedShape, type Shape, sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';

/** Up to so many numbers are added at once: 512 equal ones are then off by 10⁻⁶ at most. */
export const SHORT = 512;
/** Sizes of blocks. Of a size without such a divisor the remainder is cut off. */
const LEAST_BLOCK = 16;
export const MOST_BLOCK = 128;
/** Sums of more blocks than that are added in float64. */
const FEW_BLOCKS = 16;
/** Vectors of that length are wide. */
const LEAST_WIDE = 8;
/** Products with ones take their time for every row, so rows of a stack should be long. */
const LONG_ROW = 1024;

/** Elements from which on a copy is better made piece by piece. */
const LARGE = 2 ** 19;
export const isLarge = (size: number): boolean => size >= LARGE;
/** Elements from which on it pays that the runtime is given parts of an input. */
const LARGE_INPUT = 2 ** 16;
/** Whether a node needs the forms for either. */
export const readsLarge = ({ inputs: [x] }: Pick<Node, 'inputs'>): boolean => x!.size >= LARGE_INPUT;

/** The numbers that are added are those of the middle axis of [before, length, after]; `before` may be -1, for any size. */
type Extent = readonly [before: number, length: number, after: number];

export interface Summands {
  readonly shape: Shape;
  readonly axes: readonly number[];
  /** Of the result: without the axes, or with size 1 for them. */
  readonly result: Shape;
  /** In which the sum is made. */
  readonly kernel: DType;
}

/** The sum of `x` over axes; null where the runtime's own operator will do. */
export function longSum(lowering: Lowering, x: string, summands: Summands): string | null {
  const { shape, axes, result, kernel } = summands;
  if (!isFloat(kernel) || sizeOf(shape) === 0) return null;
  if (!lowering.hasFixedSizes)
    return longOpenSum(lowering, x, summands) ?? ofOpenAxes(lowering, 'ReduceSum', x, summands);
  const count = countOf(summands);
  if (count > SHORT) return lowering.reshape(sumAxes(lowering, x, summands), result);
  // ReduceSum takes several times as long for rows, and longer still with several threads.
  const isOfRows = count > 1 && axes.every((axis, i) => axis === i) && axes.length < shape.length;
  if (!isOfRows) return null;
  const rest = sizeOf(result);
  const rows = shape.length === 2 ? x : lowering.reshape(x, [count, rest]);
  const sum = lowering.op('MatMul', [ones(lowering, count, kernel), rows]);
  return result.length === 1 ? sum : lowering.reshape(sum, result);
}

/** The mean, likewise. */
export function longMean(lowering: Lowering, x: string, summands: Summands): string | null {
  const isOpen = !lowering.hasFixedSizes;
  const sum = isOpen ? longOpenSum(lowering, x, summands) : longSum(lowering, x, summands);
  if (sum === null) return isOpen ? ofOpenAxes(lowering, 'ReduceMean', x, summands) : null;
  // Behind a reshape, or the runtime makes one operator of a product and a quotient, which adds up in one number again.
  return lowering.op('Div', [
    isOpen ? sum : lowering.reshape(sum, summands.result),
    lowering.scalar(countOf(summands), summands.kernel),
  ]);
}

const countOf = ({ shape, axes }: Summands): number => sizeOf(axes.map((axis) => shape[axis]!));

/** The sum where axes in front of the summed ones alone are open: as many numbers are added as are known. */
function longOpenSum(lowering: Lowering, x: string, { shape, axes, result, kernel }: Summands): string | null {
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
function ofOpenAxes(lowering: Lowering, type: string, x: string, summands: Summands): string | null {
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

/** The mean over axes, which keep size 1. */
export function meanOver(lowering: Lowering, x: string, { shape, axes, kernel }: Omit<Summands, 'result'>): string {
  const mean = longMean(lowering, x, { shape, axes, kernel, result: reducedShape(shape, axes, true) });
  const attributes = { keepdims: int(1), noop_with_empty_axes: int(1) };
  return mean ?? lowering.op('ReduceMean', [x, lowering.builder.ints(axes)], attributes);
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

const ones = (lowering: Lowering, count: number, dtype: DType): string =>
  lowering.constant(fromNumbers(new Float64Array(count).fill(1), dtype, [count]));

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
  // The kernel takes several times as long where an axis is before it, if only one of size 1.
  const isFirst = before === 1 && after >= LEAST_WIDE;
  const sums = lowering.reshape(x, isFirst ? [blocks, after] : [before, blocks, after]);
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
