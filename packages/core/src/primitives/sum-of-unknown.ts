/** Sums and means of so many numbers as only a run of an exported model knows. */
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import type { Summands } from './long-sums.js';
import { MOST_BLOCK } from './sums-in-blocks.js';

/**
 * Blocks are summed in float32, and their sums in float64; zeros make the last block full. null where axes that are not summed lie between
 * others that are, or one of unknown size behind them.
 */
export function sumOfUnknown(lowering: Lowering, type: string, x: string, summands: Summands): string | null {
  const { shape, axes, result, kernel } = summands;
  const [axis, behind] = [axes[0] ?? 0, (axes.at(-1) ?? -1) + 1];
  const after = shape.slice(behind);
  const isKnown = lowering.hasFixedAxes(shape, range(shape.length).slice(behind));
  if (!isKnown || axes.length === 0 || axes.length !== behind - axis) return null;
  const { builder } = lowering;
  // A size of 0 stands for that of the input.
  const before = range(axis).map(() => 0);
  const reshape = (name: string, ...sizes: string[]) =>
    lowering.op('Reshape', [name, sizes.length > 1 ? lowering.op('Concat', sizes, { axis: int(0) }) : sizes[0]!]);
  const whole = builder.ints([...before, -1, ...after]);
  const joined = axes.length === 1 ? x : reshape(x, whole);
  const length = lowering.op('Shape', [joined], { start: int(axis), end: int(axis + 1) });
  const most = lowering.op('Min', [length, builder.ints([MOST_BLOCK])]);
  const block = lowering.op('Max', [most, builder.ints([1])]);
  const missing = lowering.op('Mod', [lowering.op('Neg', [length]), block]);
  const pads = lowering.op('Concat', [builder.ints([0]), missing], { axis: int(0) });
  const padded = lowering.op('Pad', [joined, pads, lowering.scalar(0, kernel), builder.ints([axis])]);
  const sumAlong = (name: string, along: number) =>
    lowering.op('ReduceSum', [name, builder.ints([along])], { keepdims: int(0) });
  const ones = () => lowering.op('Expand', [lowering.constant(fromNumbers([1], kernel, [1])), block]);
  const blocks =
    sizeOf(after) === 1
      ? sumAlong(reshape(padded, builder.ints([...before, -1]), block), axis + 1)
      : lowering.op('MatMul', [ones(), reshape(padded, builder.ints(before), block, builder.ints([-1]))]);
  const sum = lowering.cast(sumAlong(lowering.cast(reshape(blocks, whole), 'float64'), axis), kernel);
  const kept = result.length === shape.length ? lowering.op('Unsqueeze', [sum, builder.ints(axes)]) : sum;
  if (type === 'ReduceSum') return kept;
  return lowering.op('Div', [kept, lowering.cast(lowering.op('Reshape', [length, builder.ints([])]), kernel)]);
}
