/** Pictures of whole numbers as samples of densities. */
import { ops, random, type Tensor, type TensorLike, ValueError } from '@org/core';

/**
 * Pictures of whole numbers with noise, between 0 and 1, so that their density bounds the probability of the numbers: (x + u) / values.
 *
 * @param images whole numbers from 0 to `values` - 1
 * @example
 * const noisy = dequantized(images.mul(255), { seed: 1 });
 */
export function dequantized(
  images: TensorLike,
  { values = 256, seed = null }: { values?: number; seed?: number | null } = {},
): Tensor {
  assertCount('dequantized', 'values', values);
  const x = ops.cast(images, 'float32');
  // What float32 rounds up to 1 is below it as well.
  return ops.minimum(x.add(random.uniform(x.shape, 0, 1, { seed })).div(values), 1 - 2 ** -24);
}

/**
 * Bits per dimension of logarithms of densities of pictures between 0 and 1 ({@link dequantized}).
 *
 * @param size the number of pixels times that of channels
 * @example
 * const bits = bitsPerDimension(x.sum(1), 4);
 */
export function bitsPerDimension(logDensities: TensorLike, size: number, { values = 256 } = {}): Tensor {
  assertCount('bitsPerDimension', 'size', size);
  assertCount('bitsPerDimension', 'values', values);
  const nats = ops.convertToTensor(logDensities).neg();
  return nats.div(size * Math.LN2).add(Math.log2(values));
}

function assertCount(where: string, name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new ValueError(`${name} of ${where}() is a positive whole number.`, { received: String(value) });
}
