/** Sums of a model's inputs, of any length: in blocks that are views of them. */

import type { DType } from '../dtype.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import type { Summands } from './long-sums.js';
import { MOST_BLOCK } from './sums-in-blocks.js';

/**
 * The sum over the first axis of [length, after], of shape [after]; null where the numbers are not those of an input that may be taken in
 * parts. Sizes may be open, but for `after`.
 */
export function sumOfInput(lowering: Lowering, x: string, after: number, kernel: DType): string | null {
  // The sums of blocks are summed in float64, which is no wider than itself.
  const parts = kernel === 'float32' ? lowering.partsOf(x, MOST_BLOCK * after) : null;
  if (!parts) return null;
  const [units, rest] = parts;
  const sumAlong = (name: string, axis: number) =>
    lowering.op('ReduceSum', [name, lowering.builder.ints([axis])], { keepdims: int(0) });
  const ones = () => lowering.constant(fromNumbers(new Float64Array(MOST_BLOCK).fill(1), kernel, [MOST_BLOCK]));
  // Of numbers that are far apart where there are several sums, since any order will do.
  const blocks =
    after === 1 ? sumAlong(units, 1) : lowering.op('MatMul', [ones(), lowering.reshape(units, [MOST_BLOCK, -1])]);
  // The kernel takes several times as long where there is another axis, if only one of size 1.
  const rows = (name: string) => (after === 1 ? name : lowering.reshape(name, [-1, after]));
  const wide = lowering.cast(rows(blocks), 'float64');
  return lowering.op('Add', [lowering.cast(sumAlong(wide, 0), kernel), sumAlong(rows(rest), 0)]);
}

/** The same where axes of open size are summed, or the mean: over all axes up to one, behind which sizes are known. */
export function openSumOfInput(lowering: Lowering, type: string, x: string, summands: Summands): string | null {
  const { shape, axes, result, kernel } = summands;
  const others = range(shape.length).slice(axes.length);
  const after = sizeOf(others.map((axis) => shape[axis]!));
  if (axes.some((axis, i) => axis !== i) || !lowering.hasFixedAxes(shape, others)) return null;
  const sum = sumOfInput(lowering, x, after, kernel);
  if (!sum) return null;
  const reshaped = lowering.reshape(sum, result);
  if (type === 'ReduceSum') return reshaped;
  const count = lowering.op('Div', [lowering.op('Size', [x]), lowering.scalar(after, 'int64')]);
  return lowering.op('Div', [reshaped, lowering.cast(count, kernel)]);
}
