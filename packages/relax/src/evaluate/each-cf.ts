import { ops, type Tensor, type TensorLike } from '@org/core';

export const floats = (x: TensorLike): Tensor => ops.convertToTensor(x, { dtype: 'float32' });

/** The mean of a metric over the counterfactuals `[n, c, k]` of a row: the metric takes `[n, k]`, which may be given alone. */
export function eachCf(cfs: TensorLike, metric: (single: Tensor) => Tensor): Tensor {
  const all = floats(cfs);
  if (all.rank === 2) return metric(all);
  const values = Array.from({ length: all.shape[1]! }, (_, i) => metric(all.at(':', i) as Tensor));
  return ops.mean(ops.stack(values, 0));
}
