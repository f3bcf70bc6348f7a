import type { Tensor } from '@org/core';

/** `momentum` of the old value and the rest of the new one. */
export const movingAverage = (old: Tensor, value: Tensor, momentum: number): Tensor =>
  old.mul(momentum).add(value.mul(1 - momentum));
