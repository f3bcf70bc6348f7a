/** Running sums, products and extremes along an axis. */
import type { DType } from '../dtype.js';
import type { Attributes, Node } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { range, sizeOf, stridesOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { cast, maximum, minimum, mul, scalarLike } from './elementwise.js';
import { interleave } from './interleave.js';
import { broadcastTo, concatenate, reshape, slice, transpose } from './movement.js';
import { offsets } from './offsets.js';
import { split } from './split.js';

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

/** Factors of a block. */
const BLOCK = 8;

/**
 * Products of each element and those before it: of many those in blocks, times the products of all blocks before. The errors of products
 * add up, in whatever order they are made, so those of many float32 are made in float64.
 */
export function cumprod(x: Tensor, axis: number): Tensor {
  const { shape, dtype } = x;
  const length = shape[axis]!;
  if (length <= SHORT) return runningSteps(x, axis, mul);
  const wide = dtype === 'float32' ? 'float64' : dtype;
  const blocks = Math.floor(length / BLOCK);
  const whole = blocks * BLOCK;
  const [before, after] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const head = whole === length ? x : part(x, axis, 0, whole);
  // Elements at the same place of their blocks become neighbours, so that a step is one product of long rows.
  const places = transpose(reshape(head, [before, blocks, BLOCK, after]), [2, 0, 1, 3]);
  const rows = split(places, 0, new Array<number>(BLOCK).fill(1)).map((row) => cast(row, wide));
  for (let i = 1; i < BLOCK; i++) rows[i] = mul(rows[i - 1]!, rows[i]!);
  const totals = cumprod(reshape(rows[BLOCK - 1]!, [before, blocks, after]), 1);
  const first = broadcastTo(scalarLike(1, totals), [before, 1, after]);
  const factors = reshape(concatenate([first, part(totals, 1, 0, blocks - 1)], 1), [1, before, blocks, after]);
  const products = rows.map((row) => cast(mul(row, factors), dtype));
  const result = reshape(transpose(concatenate(products, 0), [1, 2, 0, 3]), head.shape);
  if (whole === length) return result;
  const rest = runningSteps(part(x, axis, whole, length - whole), axis, mul);
  return concatenate([result, mul(part(result, axis, whole - 1, 1), rest)], axis);
}
/** The largest of each element and those before it. */
export const cummax = (x: Tensor, axis: number): Tensor => running(x, axis, maximum);
/** The smallest of each element and those before it. */
export const cummin = (x: Tensor, axis: number): Tensor => running(x, axis, minimum);
