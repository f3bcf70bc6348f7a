/**
 * Reductions of whole numbers of 64 bits, and sums of those of 32. ONNX Runtime adds them up in float64, and compares only their lower halves, so the halves are
 * reduced apart: in float64 sums of two million of them are exact.
 */
import type { Lowering } from '../onnx/lowering.js';

const HALF = 2 ** 32;
/** Below all lower halves. */
const BELOW = -(2 ** 33);

type Reduce = (lowering: Lowering, x: string) => string;

/** x is upper * 2^32 + lower, both of the sign of x. */
function halves(lowering: Lowering, x: string): [upper: string, lower: string] {
  const half = lowering.scalar(HALF, 'int64');
  const upper = lowering.op('Div', [x, half]);
  return [upper, lowering.op('Sub', [x, lowering.op('Mul', [upper, half])])];
}

const joined = (lowering: Lowering, upper: string, lower: string): string =>
  lowering.op('Add', [lowering.op('Mul', [upper, lowering.scalar(HALF, 'int64')]), lower]);

export function wholeSum(lowering: Lowering, x: string, sum: Reduce): string {
  const [upper, lower] = halves(lowering, x);
  return joined(lowering, sum(lowering, upper), sum(lowering, lower));
}

/** Sums of numbers of 32 bits wrap around. The runtime's own stop at the largest one, and take as long as those in float64. */
export function wrappedSum(lowering: Lowering, x: string, sum: Reduce): string {
  const total = lowering.cast(sum(lowering, lowering.cast(x, 'float64')), 'int64');
  // The runtime makes one of two casts in a row, which stops at the largest number as well.
  return lowering.cast(lowering.op('Mod', [total, lowering.scalar(HALF, 'int64')]), 'int32');
}

/**
 * The largest, or the smallest: of its upper half, and of the lower ones where that is reached.
 *
 * @param kept the reduction that keeps the axes
 */
export function wholeExtreme(lowering: Lowering, x: string, sign: 1 | -1, pick: Reduce, kept: Reduce): string {
  const [upper, lower] = halves(lowering, x).map((half) => lowering.cast(half, 'float64')) as [string, string];
  const reached = lowering.op('Equal', [upper, kept(lowering, upper)]);
  const candidates = lowering.op('Where', [reached, lower, lowering.scalar(sign * BELOW, 'float64')]);
  const [most, rest] = [upper, candidates].map((values) => lowering.cast(pick(lowering, values), 'int64'));
  return joined(lowering, most!, rest!);
}
