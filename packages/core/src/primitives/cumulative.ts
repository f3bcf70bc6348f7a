/** Running sums, products and extremes along an axis. */
import type { DType } from '../dtype.js';
import type { Attributes, Node } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { range, sizeOf, stridesOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { cast, maximum, minimum, mul } from './elementwise.js';
import { interleave } from './interleave.js';
import { concatenate, slice } from './movement.js';
import { offsets } from './offsets.js';

interface CumulativeAttributes extends Attributes {
  readonly axis: number;
  /** Leaves the element itself out. */
  readonly exclusive: boolean;
  /** From the last element to the first. */
  readonly reverse: boolean;
}

const cumsumPrimitive: Primitive<CumulativeAttributes> = definePrimitive<CumulativeAttributes>({
  name: 'cumsum',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: ([g], { attributes: { axis, exclusive, reverse } }) => [cumsum(g!, axis, exclusive, !reverse)],
  batch: ([x], _batched, { axis, exclusive, reverse }) => [cumsum(x!, axis + 1, exclusive, reverse)],
  cpuKernel: (dtype): DType => {
    if (dtype === 'bfloat16' || dtype === 'float16') return 'float32';
    if (dtype === 'uint32' || dtype === 'uint64') return 'int64';
    return dtype === 'float32' || dtype === 'float64' || dtype === 'int64' ? dtype : 'int32';
  },
  lower: (lowering, [x], node) => lowerCumsum(lowering, x!, node),
  evaluate: ([x], { axis, exclusive, reverse }) => {
    const [length, stride] = [x!.shape[axis]!, stridesOf(x!.shape)[axis]!];
    const result = new Float64Array(x!.values.length);
    const rows = x!.shape.map((n, i) => (i === axis ? Math.min(n, 1) : n));
    for (const start of offsets(rows, stridesOf(x!.shape))) {
      let total = 0;
      for (const i of reverse ? range(length).reverse() : range(length)) {
        const at = start + i * stride;
        result[at] = exclusive ? total : total + x!.values[at]!;
        total += x!.values[at]!;
      }
    }
    return result;
  },
  samples: (['float32', 'int32'] as const).flatMap((dtype) =>
    [
      { axis: 1, exclusive: false, reverse: false },
      { axis: 0, exclusive: true, reverse: false },
      { axis: 2, exclusive: false, reverse: true },
      { axis: 1, exclusive: true, reverse: true },
    ].map((attributes) => ({ inputs: [{ shape: [2, 3, 4], dtype }], attributes })),
  ),
});

/** Sums of each element and those before it. */
export const cumsum = (x: Tensor, axis: number, exclusive = false, reverse = false): Tensor =>
  emitOne(cumsumPrimitive, [x], { axis, exclusive, reverse });

/** Numbers that are added up one after the other before they are too many for float32. */
const SHORT = 64;
/** Sizes of blocks. */
const [LEAST_BLOCK, MOST_BLOCK] = [16, 32];
/** From how many elements on blocks are faster than float64. */
const LARGE = 1 << 14;
/** Rows up to that length are so short that a copy of them takes less time than to add one of them to many. */
const NARROW = 16;

/**
 * The runtime adds up in the type of the numbers, float32, one by one. So long rows are added up in float64, or in blocks, of which
 * the sums are added up in float64.
 */
function lowerCumsum(lowering: Lowering, x: string, node: Node<CumulativeAttributes>): string {
  const { axis, exclusive, reverse } = node.attributes;
  const { shape, size } = node.inputs[0]!;
  const cumulate = (value: string, along: number, leavesOut = exclusive) =>
    lowering.op('CumSum', [value, lowering.scalar(along, 'int64')], {
      exclusive: int(leavesOut ? 1 : 0),
      reverse: int(reverse ? 1 : 0),
    });
  const wide = (value: string, f: (value: string) => string) =>
    lowering.cast(f(lowering.cast(value, 'float64')), 'float32');
  const length = shape[axis]!;
  if (lowering.kernelType(node) !== 'float32' || (lowering.hasFixedSizes && length <= SHORT)) return cumulate(x, axis);
  const block = range(MOST_BLOCK + 1).findLast((n) => length % n === 0)!;
  if (!lowering.hasFixedSizes || size < LARGE || block < LEAST_BLOCK) return wide(x, (value) => cumulate(value, axis));
  const [before, blocks, after] = [sizeOf(shape.slice(0, axis)), length / block, sizeOf(shape.slice(axis + 1))];
  /** Sums of whole blocks, which stand at the end of their running sums, if these leave nothing out. */
  const totals = (numbers: string, sums: string, along: number) => {
    if (exclusive) return lowering.op('ReduceSum', [numbers, lowering.builder.ints([along])], { keepdims: int(1) });
    const end = reverse ? 0 : block - 1;
    return lowering.op('Slice', [sums, ...[end, end + 1, along].map((value) => lowering.builder.ints([value]))]);
  };
  const offsets = (value: string) => wide(value, (sums) => cumulate(sums, 1, true));
  if (after > 1) {
    const parts = lowering.reshape(x, [before, blocks, block, after]);
    const sums = cumulate(parts, 2);
    const added = offsets(totals(parts, sums, 2));
    // The runtime takes a turn of a loop for each row that it adds a second time.
    const repeats = lowering.builder.ints([1, 1, block, 1]);
    const rows = after > NARROW ? added : lowering.op('Tile', [added, repeats]);
    return lowering.reshape(lowering.op('Add', [sums, rows]), shape);
  }
  // The kernel is fast along axes that have others behind them.
  const columns = lowering.transpose(lowering.reshape(x, [before * blocks, block]), [1, 0]);
  const sums = cumulate(columns, 0);
  const added = offsets(lowering.reshape(totals(columns, sums, 0), [before, blocks]));
  const result = lowering.op('Add', [sums, lowering.reshape(added, [1, before * blocks])]);
  return lowering.reshape(lowering.transpose(result, [1, 0]), shape);
}

type Combine = (before: Tensor, x: Tensor) => Tensor;

/** `size` elements along an axis, from `start` on, or every second one. */
const part = (x: Tensor, axis: number, start: number, size: number, step = 1): Tensor =>
  slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((n, i) => (i === axis ? size : n)),
    x.shape.map((_, i) => (i === axis ? step : 1)),
  );

/**
 * Running results of an associative operation, which ONNX has for sums only. Their gradients are those of the combinations. Of long
 * rows neighbours are combined first; the running results of these pairs are every second result.
 */
function running(x: Tensor, axis: number, combine: Combine): Tensor {
  const length = x.shape[axis]!;
  if (length <= SHORT) return runningSteps(x, axis, combine);
  const half = Math.floor(length / 2);
  const [first, second] = [part(x, axis, 0, half, 2), part(x, axis, 1, half, 2)];
  const ofPairs = running(combine(first, second), axis, combine);
  const between = combine(part(ofPairs, axis, 0, half - 1), part(first, axis, 1, half - 1));
  const joined = interleave([concatenate([part(first, axis, 0, 1), between], axis), ofPairs], axis);
  if (length % 2 === 0) return joined;
  const last = combine(part(ofPairs, axis, half - 1, 1), part(x, axis, length - 1, 1));
  return concatenate([joined, last], axis);
}

/** In step k every element is combined with the one 2^k before it (W. D. Hillis and G. L. Steele, 1986). */
function runningSteps(x: Tensor, axis: number, combine: Combine): Tensor {
  const length = x.shape[axis]!;
  let result = x;
  for (let distance = 1; distance < length; distance *= 2) {
    const rest = length - distance;
    const combined = combine(part(result, axis, 0, rest), part(result, axis, distance, rest));
    result = concatenate([part(result, axis, 0, distance), combined], axis);
  }
  return result;
}

/** Products of each element and those before it. The errors of factors add up, so those of many are multiplied in float64. */
export const cumprod = (x: Tensor, axis: number): Tensor =>
  x.dtype === 'float32' && x.shape[axis]! > SHORT
    ? cast(running(cast(x, 'float64'), axis, mul), x.dtype)
    : running(x, axis, mul);
/** The largest of each element and those before it. */
export const cummax = (x: Tensor, axis: number): Tensor => running(x, axis, maximum);
/** The smallest of each element and those before it. */
export const cummin = (x: Tensor, axis: number): Tensor => running(x, axis, minimum);
