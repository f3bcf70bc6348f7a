import { epsilon, ops, type Tensor } from '@org/core';

export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Mean and variance over `axes` of the elements whose `mask`, which lacks the last axis, is true. */
export function maskedMoments(x: Tensor, mask: Tensor, axes: readonly number[]): Moments {
  const keep = ops.broadcastTo(ops.cast(ops.expandDims(mask, -1), 'bool'), x.shape);
  const count = ops.sum(ops.cast(keep, x.dtype), axes, true).add(epsilon());
  const mean = ops.sum(ops.where(keep, x, 0), axes, true).div(count);
  const difference = ops.where(keep, x.sub(mean), 0);
  const variance = ops.sum(ops.square(difference), axes, true).div(count);
  return { mean: ops.squeeze(mean, axes), variance: ops.squeeze(variance, axes) };
}
