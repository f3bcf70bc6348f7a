/** What convolution and pooling share: arguments for each spatial axis, padding, and the channel axis. */
import { type DataFormat, standardizeDataFormat } from '../../config.js';
import { ValueError } from '../../errors.js';
import { transpose } from '../../primitives/movement.js';
import { range } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];
export type Padding = 'valid' | 'same';

/** One integer, not below `least`, for each of `count` axes. */
export function perAxis(op: string, name: string, value: PerAxis, count: number, least = 1): number[] {
  const list = typeof value === 'number' ? new Array<number>(count).fill(value) : [value ?? []].flat();
  if (list.length !== count || list.some((n) => !Number.isInteger(n) || n < least)) {
    throw new ValueError(`[${op}]: ${name} does not fit the input.`, {
      expected: `an integer of at least ${least}, or ${count} of them`,
      received: Array.isArray(value) ? `[${value}]` : String(value),
    });
  }
  return list;
}

/** Keras takes the padding in any case. */
export function standardizePadding(op: string, padding: string): Padding {
  const value = String(padding).toLowerCase();
  if (value === 'valid' || value === 'same') return value;
  throw new ValueError(`[${op}]: invalid padding.`, { expected: "'valid' or 'same'", received: String(padding) });
}

/** Amounts of padding in front of and behind each spatial axis of `sizes`, for windows that cover `extents`. */
export function paddingAmounts(
  padding: Padding,
  sizes: readonly number[],
  extents: readonly number[],
  strides: readonly number[],
): { before: number[]; after: number[] } {
  const totals = sizes.map((size, i) =>
    padding === 'valid' ? 0 : Math.max((Math.ceil(size / strides[i]!) - 1) * strides[i]! + extents[i]! - size, 0),
  );
  return { before: totals.map((n) => Math.floor(n / 2)), after: totals.map((n) => Math.ceil(n / 2)) };
}

/** The number of spatial axes of a batch of images, sequences or volumes. */
export function spatialRank(op: string, x: Tensor): number {
  if (x.rank >= 3 && x.rank <= 5) return x.rank - 2;
  throw new ValueError(`[${op}]: the input must have a batch axis, one to three spatial axes and a channel axis.`, {
    received: `rank ${x.rank}`,
  });
}

const toFirst = (rank: number): number[] => [0, rank - 1, ...range(rank).slice(1, -1)];
const toLast = (rank: number): number[] => [0, ...range(rank).slice(2), 1];

/** Runs `compute` on the input with channels last, and gives its result the format of the input. */
export function inChannelsLast(x: Tensor, dataFormat: string | null, compute: (x: Tensor) => Tensor): Tensor {
  if (standardizeDataFormat(dataFormat) === 'channels_last') return compute(x);
  const y = compute(transpose(x, toLast(x.rank)));
  return transpose(y, toFirst(y.rank));
}

/** Runs `compute` on the input with channels first, and gives its result the format of the input. */
export function inChannelsFirst(x: Tensor, format: DataFormat, compute: (x: Tensor) => Tensor): Tensor {
  if (format === 'channels_first') return compute(x);
  const y = compute(transpose(x, toFirst(x.rank)));
  return transpose(y, toLast(y.rank));
}
