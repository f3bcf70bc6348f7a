import { ops, type Tensor, tensor } from '@org/core';
import { range } from '../utilities/numbers.js';

/** For each element of vectors `[batch, size]` the unit vector along it, for all of the batch. */
export function unitVectors(x: Tensor): Tensor[] {
  const size = x.shape[1]!;
  return range(size).map((i) => {
    const unit = tensor(
      range(size).map((k) => (k === i ? 1 : 0)),
      [1, size],
      'float32',
    );
    return ops.broadcastTo(ops.cast(unit, x.dtype), x.shape);
  });
}
