/** Running sums, products and extremes along an axis. */
import type { DType } from '../dtype.js';
import type { Attributes } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { range, stridesOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { maximum, minimum, mul } from './elementwise.js';
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
  lower: (lowering, [x], { attributes: { axis, exclusive, reverse } }) =>
    lowering.op('CumSum', [x!, lowering.scalar(axis, 'int64')], {
      exclusive: int(exclusive ? 1 : 0),
      reverse: int(reverse ? 1 : 0),
    }),
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

/**
 * Running results of an associative operation, which ONNX has for sums only: in step k every element is combined with the one
 * 2^k before it (W. D. Hillis and G. L. Steele, 1986). Its gradient is that of the combinations.
 */
function running(x: Tensor, axis: number, combine: (before: Tensor, x: Tensor) => Tensor): Tensor {
  const length = x.shape[axis]!;
  const part = (y: Tensor, start: number, size: number) =>
    slice(
      y,
      y.shape.map((_, i) => (i === axis ? start : 0)),
      y.shape.map((n, i) => (i === axis ? size : n)),
    );
  let result = x;
  for (let distance = 1; distance < length; distance *= 2) {
    const rest = length - distance;
    const combined = combine(part(result, 0, rest), part(result, distance, rest));
    result = concatenate([part(result, 0, distance), combined], axis);
  }
  return result;
}

/** Products of each element and those before it. */
export const cumprod = (x: Tensor, axis: number): Tensor => running(x, axis, mul);
/** The largest of each element and those before it. */
export const cummax = (x: Tensor, axis: number): Tensor => running(x, axis, maximum);
/** The smallest of each element and those before it. */
export const cummin = (x: Tensor, axis: number): Tensor => running(x, axis, minimum);
