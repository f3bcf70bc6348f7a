/**
 * Convolutions and means of windows in float64, for which the runtime has kernels in float32 alone: products of windows with kernels, and sums
 * of slices.
 */
import { range, type Shape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { ConvAttributes } from './conv.js';
import { add } from './elementwise.js';
import { product } from './matmul.js';
import { concatenate, pad, reshape, reverse, slice, transpose } from './movement.js';

/** What an axis has at each position of windows that lie `stride` apart. */
function slicesAlong(
  x: Tensor,
  axis: number,
  taps: number,
  { stride, dilation, count }: { stride: number; dilation: number; count: number },
): Tensor[] {
  const along = (value: number, others: readonly number[]) => others.with(axis, value);
  const [starts, steps] = [0, 1].map((value) => x.shape.map(() => value)) as [number[], number[]];
  return range(taps).map((tap) => slice(x, along(tap * dilation, starts), along(count, x.shape), along(stride, steps)));
}

/**
 * The convolution of x [N, C, ...spatial] with a kernel [O, C / groups, ...taps].
 *
 * @param outputs its spatial sizes
 */
export function wideConv(x: Tensor, kernel: Tensor, attributes: ConvAttributes, outputs: Shape): Tensor {
  const { strides, dilations, before, after, groups } = attributes;
  const [n, channels] = x.shape as [number, number];
  const [filters, perGroup, ...taps] = kernel.shape as [number, number, ...number[]];
  const spatial = range(taps.length);
  // [groups, N, ...spatial, C / groups], and then the inputs of a window in place of the last axis.
  const size = x.shape.slice(2);
  const byGroup = reshape(x, [n, groups, channels / groups, ...size]);
  const last = transpose(byGroup, [1, 0, ...spatial.map((i) => i + 3), 2]);
  const padded = around(last, before, after);
  const met = spatial.reduceRight((values, i) => {
    const places = { stride: strides[i]!, dilation: dilations[i]!, count: outputs[i]! };
    return concatenate(slicesAlong(values, i + 2, taps[i]!, places), values.rank - 1);
  }, padded);
  const inputs = sizeOf(taps) * perGroup;
  const ownFilters = filters / groups;
  const weights = transpose(reshape(kernel, [groups, ownFilters, perGroup, ...taps]), [
    0,
    ...spatial.map((i) => i + 3),
    2,
    1,
  ]);
  const y = product(
    reshape(met, [groups, n * sizeOf(outputs), inputs]),
    reshape(weights, [groups, inputs, ownFilters]),
  );
  const result = transpose(reshape(y, [groups, n, ...outputs, ownFilters]), [
    1,
    0,
    taps.length + 2,
    ...spatial.map((i) => i + 2),
  ]);
  return reshape(result, [n, filters, ...outputs]);
}

/**
 * Its adjoint: zeros come between the cotangents [N, O, ...spatial] of places that are not neighbours, and the kernel is turned around.
 *
 * @param size the spatial sizes of the result
 */
export function wideInputGradient(g: Tensor, kernel: Tensor, attributes: ConvAttributes, size: Shape): Tensor {
  const { strides, dilations, before, after, groups } = attributes;
  const [filters, perGroup, ...taps] = kernel.shape as [number, number, ...number[]];
  const axes = range(taps.length);
  const spread = pad(
    g,
    g.shape.map(() => 0),
    g.shape.map(() => 0),
    [0, 0, ...strides.map((stride) => stride - 1)],
  );
  const reversed = reverse(
    kernel,
    axes.map((i) => i + 2),
  );
  const byGroup = reshape(reversed, [groups, filters / groups, perGroup, ...taps]);
  const turned = transpose(byGroup, [0, 2, 1, ...axes.map((i) => i + 3)]);
  const reach = (amounts: readonly number[]) => axes.map((i) => dilations[i]! * (taps[i]! - 1) - amounts[i]!);
  return wideConv(
    spread,
    reshape(turned, [groups * perGroup, filters / groups, ...taps]),
    { ...attributes, strides: axes.map(() => 1), before: reach(before), after: reach(after) },
    size,
  );
}

/** The sums of windows of x [N, ...spatial, C]. */
export const windowSums = (x: Tensor, window: readonly number[], strides: readonly number[], counts: Shape): Tensor =>
  window.reduce((values, taps, i) => {
    const places = { stride: strides[i]!, dilation: 1, count: counts[i]! };
    return slicesAlong(values, i + 1, taps, places).reduce(add);
  }, x);

/** Zeros around the axes behind the first two, up to the last; negative amounts are cut off. */
function around(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  const amounts = (own: readonly number[], sign: 1 | -1) => [0, 0, ...own.map((n) => Math.max(sign * n, 0)), 0];
  const [front, back] = [amounts(before, -1), amounts(after, -1)];
  const kept = slice(
    x,
    front,
    x.shape.map((size, axis) => size - front[axis]! - back[axis]!),
  );
  return pad(kept, amounts(before, 1), amounts(after, 1));
}
