/** The gradient of a convolution with respect to its kernel, as ordinary graph. */
import { range, type Shape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor.js';
import type { ConvAttributes } from './conv.js';
import { mul } from './elementwise.js';
import { product } from './matmul.js';
import { concatenate, pad, reshape, slice, transpose } from './movement.js';
import { multiIndices } from './offsets.js';
import { sum } from './reduce.js';

/** Channels up to which all taps are gathered first and multiplied in one product (im2col). */
const FEW_CHANNELS = 4;

/** Into how many products one over all rows is cut: the runtime's threads share products of one stack, not the rows of one. */
const PARTS = 8;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * For every tap of the kernel, the product of the inputs that it met with the cotangents of the outputs. Computed with channels
 * last, where a tap is a strided slice whose rows are a matrix as they lie.
 *
 * @param x [N, C, ...spatial]
 * @param g [N, O, ...spatial], the cotangent of the output
 * @param taps spatial sizes of the kernel
 * @returns [O, C / groups, ...taps]
 */
export function kernelGradient(x: Tensor, g: Tensor, taps: Shape, attributes: ConvAttributes): Tensor {
  const { groups, strides, dilations } = attributes;
  const [channels, filters] = [x.shape[1]!, g.shape[1]!];
  const cotangent = channelsLast(g);
  const padded = padSpatial(channelsLast(x), attributes);
  const sizes = [...cotangent.shape.slice(0, -1), channels];
  const windows = multiIndices(taps).map((tap) =>
    slice(padded, [0, ...tap.map((t, i) => t * dilations[i]!), 0], sizes, [1, ...strides, 1]),
  );
  const kernel = kernelOf(windows, cotangent, groups);
  const spatialLast = [x.rank - 1, x.rank - 2, ...range(taps.length)];
  return transpose(reshape(kernel, [...taps, channels / groups, filters]), spatialLast);
}

/** [taps * channels of a group, filters], from channels-last windows, one for each tap, and the cotangent of the output. */
function kernelOf(windows: readonly Tensor[], cotangent: Tensor, groups: number): Tensor {
  const rows = sizeOf(cotangent.shape.slice(0, -1));
  const channels = windows[0]!.shape[cotangent.rank - 1]!;
  if (groups === 1 && channels === 1) {
    const matrix = windows.map((window) => reshape(window, [1, rows]));
    return product(concatenate(matrix, 0), reshape(cotangent, [rows, -1]));
  }
  if (groups === 1) {
    const matrices = channels <= FEW_CHANNELS ? [concatenate(windows, cotangent.rank - 1)] : windows;
    const parts = gcd(cotangent.shape[0]!, PARTS);
    const inParts = (x: Tensor) => reshape(x, [parts, rows / parts, -1]);
    const products = matrices.map((m) => sum(product(inParts(m), inParts(cotangent), true), [0]));
    return concatenate(products, 0);
  }
  const grouped = (x: Tensor) => reshape(x, [rows, groups, -1]);
  if (channels === groups) {
    const sums = windows.map((window) => sum(mul(grouped(window), grouped(cotangent)), [0], true));
    return concatenate(sums, 0);
  }
  const groupsFirst = (x: Tensor) => transpose(x, [1, 0, 2]);
  const gradients = groupsFirst(grouped(cotangent));
  const products = windows.map((window) => groupsFirst(product(groupsFirst(grouped(window)), gradients, true)));
  return concatenate(products, 0);
}

const channelsLast = (x: Tensor): Tensor => transpose(x, [0, ...range(x.rank).slice(2), 1]);

/** Zeros around the spatial axes of a channels-last tensor; negative amounts cut off. */
function padSpatial(x: Tensor, { before, after }: ConvAttributes): Tensor {
  const around = (amounts: readonly number[]) => [0, ...amounts.map((n) => Math.max(n, 0)), 0];
  const cut = [0, ...after.map((n) => Math.min(n, 0)), 0];
  const kept = slice(
    x,
    x.shape.map(() => 0),
    x.shape.map((size, i) => size + cut[i]!),
  );
  return pad(kept, around(before), around(after));
}
