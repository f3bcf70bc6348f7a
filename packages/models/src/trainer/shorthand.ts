import type { Tensor } from '@org/core';

/** Which kind of accuracy or crossentropy fits targets and predictions of these shapes. */
export function accuracyKind(yTrue: Tensor, yPred: Tensor): 'binary' | 'sparse' | 'categorical' {
  const classes = yPred.shape.at(-1);
  const targetSize = yTrue.shape.at(-1);
  if (classes === 1) return 'binary';
  return yTrue.rank < yPred.rank || (targetSize === 1 && (classes ?? 0) > 1) ? 'sparse' : 'categorical';
}
