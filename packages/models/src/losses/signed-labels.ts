import { ops, type Tensor } from '@org/core';

/** Labels 0 and 1 as -1 and 1. Where any label is something else, all stay. */
export function signedLabels(labels: Tensor): Tensor {
  const areBinary = labels.equal(0).logicalOr(labels.equal(1)).all();
  return ops.where(areBinary, labels.mul(2).sub(1), labels);
}
