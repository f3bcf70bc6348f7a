/** `lfxai.utils.feature_attribution`: masks of what is important. */
import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';

/**
 * Masks that are 0 at the `maskSize` most important pixels of each image, and 1 elsewhere. Channels count together.
 *
 * @param attr [N, C, H, W]
 * @returns [N, 1, H, W]
 * @example
 * await generateMasks(tensor([[[[1, -3], [2, 0]]]]), 2).array(); // [[[[1, 0], [0, 1]]]]
 */
export function generateMasks(attr: TensorLike, maskSize: number): Tensor {
  const importance = ops.sum(ops.abs(ops.convertToTensor(attr)), 1);
  const [n, height, width] = importance.shape as [number, number, number];
  return ops.reshape(masked(ops.reshape(importance, [n, -1]), maskSize), [n, 1, height, width]);
}

/**
 * The same for time steps. The original takes a single feature only.
 *
 * @param attr [N, T, C]
 * @returns [N, T, 1]
 */
export function generateTseriesMasks(attr: TensorLike, maskSize: number): Tensor {
  return ops.expandDims(masked(ops.sum(ops.abs(ops.convertToTensor(attr)), -1), maskSize), -1);
}

/** Ones, with zeros at the largest elements of each row. */
export function masked(importance: Tensor, count: number): Tensor {
  const [rows, columns] = importance.shape as [number, number];
  if (!Number.isInteger(count) || count < 0 || count > columns)
    throw new ValueError('maskSize says how many elements are hidden.', {
      expected: `a whole number from 0 to ${columns}`,
      received: `${count}`,
    });
  const ones = ops.ones([rows * columns]);
  if (count === 0) return ops.reshape(ones, [rows, columns]);
  const [, largest] = ops.topK(importance, count) as [Tensor, Tensor];
  const starts = ops.expandDims(ops.multiply(ops.arange(rows, { dtype: 'int32' }), columns), 1);
  const positions = ops.reshape(ops.add(ops.cast(largest, 'int32'), starts), [-1, 1]);
  return ops.reshape(ops.scatterUpdate(ones, positions, ops.zeros([rows * count])), [rows, columns]);
}
