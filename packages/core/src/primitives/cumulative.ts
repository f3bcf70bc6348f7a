/** Running sums, products and extremes along an axis. */
import type { DType } from '../dtype.js';
import type { Attributes, Node } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { range, stridesOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { cast, maximum, minimum, mul } from './elementwise.js';
import { interleave } from './interleave.js';
import { concatenate, slice } from './movement.js';
import { offsets } from './offsets.js';

export interface CumulativeAttributes extends Attributes {
  readonly axis: number;
  /** Leaves the element itself out. */
  readonly exclusive: boolean;
  /** From the last element to the first. */
  readonly reverse: boolean;
}

/** Numbers that are added up one after the other before they are too many for float32. */
const SHORT = 64;
const isLong = ({ inputs: [x], attributes: { axis } }: Node<CumulativeAttributes>): boolean => x!.shape[axis]! > SHORT;

/** The runtime's own running sums. */
export const cumulate = (lowering: Lowering, x: string, { axis, exclusive, reverse }: CumulativeAttributes): string =>
  lowering.op('CumSum', [x, lowering.scalar(axis, 'int64')], {
    exclusive: int(exclusive ? 1 : 0),
    reverse: int(reverse ? 1 : 0),
  });

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
  mayBeLarge: isLong,
  lower: (lowering, [x], node) => {
    const { inputs, attributes } = node;
    const isWide = lowering.kernelType(node) === 'float32' && (isLong(node) || !lowering.hasFixedSizes);
    return isWide
      ? lowering.large.longCumulative(lowering, x!, inputs[0]!.shape, attributes)
      : cumulate(lowering, x!, attributes);
  },
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
