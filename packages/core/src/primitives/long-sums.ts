/**
 * Sums of many floats. ONNX Runtime adds up in one float32 number, or in a few, and loses a digit for every ten times as many terms.
 * Here numbers are added in blocks, and the sums of the blocks, if there are many, in float64; that takes no longer. A page has that with the
 * first such sum.
 */
import { type DType, isFloat } from '../dtype.js';
import type { Node } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { reducedShape, type Shape, sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';

/** Up to so many numbers are added at once: 512 equal ones are then off by 10⁻⁶ at most. */
export const SHORT = 512;

/** Elements from which on a copy is better made piece by piece. */
const LARGE = 2 ** 19;
export const isLarge = (size: number): boolean => size >= LARGE;

export interface Summands {
  readonly shape: Shape;
  readonly axes: readonly number[];
  /** Of the result: without the axes, or with size 1 for them. */
  readonly result: Shape;
  /** In which the sum is made. */
  readonly kernel: DType;
}

/** How many numbers are added to one. */
export const countOf = ({ shape, axes }: Pick<Summands, 'shape' | 'axes'>): number =>
  sizeOf(axes.map((axis) => shape[axis]!));

/** Whether a node adds so many. */
export const addsMany = ({
  inputs: [x],
  attributes: { axes },
}: Pick<Node<{ readonly axes: readonly number[] }>, 'inputs' | 'attributes'>): boolean =>
  countOf({ shape: x!.shape, axes }) > SHORT;

/** The sum of `x` over axes; null where the runtime's own operator will do. */
export function longSum(lowering: Lowering, x: string, summands: Summands): string | null {
  const { shape, kernel } = summands;
  if (!isFloat(kernel) || sizeOf(shape) === 0) return null;
  const own = lowering.sum?.(lowering, x, summands);
  if (own) return own;
  if (!lowering.hasFixedSizes)
    return (
      lowering.large.sumOfOpen(lowering, x, summands) ??
      lowering.large.sumOfOpenAxes(lowering, 'ReduceSum', x, summands)
    );
  const count = countOf(summands);
  if (count > SHORT) return lowering.large.sumInBlocks(lowering, x, summands);
  return isOfRows(summands) ? sumOfFewRows(lowering, x, summands, 1) : null;
}

const isOfRows = ({ shape, axes }: Summands): boolean =>
  countOf({ shape, axes }) > 1 &&
  sizeOf(shape) > 0 &&
  axes.every((axis, i) => axis === i) &&
  axes.length < shape.length;

/** The sum of rows that are multiplied by a number: a product, since ReduceSum takes several times as long, and longer still with several threads. */
function sumOfFewRows(lowering: Lowering, x: string, summands: Summands, factor: number): string {
  const { shape, result, kernel } = summands;
  const count = countOf(summands);
  const rows = shape.length === 2 ? x : lowering.reshape(x, [count, sizeOf(result)]);
  // As a matrix, the factors give a sum the axis that it keeps.
  const isRow = result.length === 2 && result[0] === 1;
  const factors = repeated(lowering, factor, isRow ? [1, count] : [count], kernel);
  const sum = lowering.op('MatMul', [factors, rows]);
  return isRow || result.length === 1 ? sum : lowering.reshape(sum, result);
}

/** The mean, likewise. */
export function longMean(lowering: Lowering, x: string, summands: Summands): string | null {
  const isOpen = !lowering.hasFixedSizes;
  // The runtime takes 0 for the mean of nothing.
  if (!isOpen && countOf(summands) === 0) {
    const { result, kernel } = summands;
    return lowering.constant(fromNumbers(new Float64Array(sizeOf(result)).fill(Number.NaN), kernel, result));
  }
  // Each row by a power of two, which rounds nothing.
  const isExact = Number.isInteger(Math.log2(countOf(summands))) && countOf(summands) <= SHORT;
  if (!isOpen && !lowering.sum && isFloat(summands.kernel) && isExact && isOfRows(summands))
    return sumOfFewRows(lowering, x, summands, 1 / countOf(summands));
  const sum = isOpen ? lowering.large.sumOfOpen(lowering, x, summands) : longSum(lowering, x, summands);
  if (sum === null) return isOpen ? lowering.large.sumOfOpenAxes(lowering, 'ReduceMean', x, summands) : null;
  // Behind a reshape, or the runtime makes one operator of a product and a quotient, which adds up in one number again.
  return lowering.op('Div', [
    isOpen ? sum : lowering.reshape(sum, summands.result),
    lowering.scalar(countOf(summands), summands.kernel),
  ]);
}

/** The mean over axes, which keep size 1. */
export function meanOver(lowering: Lowering, x: string, { shape, axes, kernel }: Omit<Summands, 'result'>): string {
  const mean = longMean(lowering, x, { shape, axes, kernel, result: reducedShape(shape, axes, true) });
  const attributes = { keepdims: int(1), noop_with_empty_axes: int(1) };
  return mean ?? lowering.op('ReduceMean', [x, lowering.builder.ints(axes)], attributes);
}

export const ones = (lowering: Lowering, count: number, dtype: DType): string => repeated(lowering, 1, [count], dtype);

const repeated = (lowering: Lowering, value: number, shape: Shape, dtype: DType): string =>
  lowering.constant(fromNumbers(new Float64Array(sizeOf(shape)).fill(value), dtype, shape));
