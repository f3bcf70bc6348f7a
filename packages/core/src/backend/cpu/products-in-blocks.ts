/**
 * Sums of products by a convolution of each channel in blocks (blocked-channels.ts), whose kernel is the second factor: in one pass over both,
 * by all threads, and nothing but the sums is written.
 */
import { int, ints } from '../../onnx/attributes.js';
import type { ProductsInBlocks } from '../../primitives/sum-of-products.js';
import { runtimeOp } from './blocked-channels.js';

/** @param block how many channels the processor takes at a time */
export const productsInBlocks = (block: number): ProductsInBlocks => ({
  lanes: block,
  sums(lowering, factors, size, terms) {
    const channels = size / terms;
    const image = lowering.reshape(factors[0]!, [1, channels, 1, terms]);
    const kernel = lowering.reshape(factors[1]!, [channels, 1, 1, terms]);
    const sums = runtimeOp(lowering, 'Conv', [image, kernel], {
      kernel_shape: ints([1, terms]),
      strides: ints([1, 1]),
      dilations: ints([1, 1]),
      pads: ints([0, 0, 0, 0]),
      group: int(channels),
    });
    return lowering.reshape(sums, [channels]);
  },
});
