import { ops, type Tensor } from '@org/core';

/** One number for each sample of `x`. */
export const expandPerSample = (single: Tensor, x: Tensor): Tensor =>
  ops.broadcastTo(ops.cast(single, x.dtype), [x.shape[0]!]);
