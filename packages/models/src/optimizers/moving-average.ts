import type { Tensor, Variable } from '@org/core';

/**
 * The next value of an exponential moving average, `β a + (1 - β) x`.
 *
 * @param decay how much of the average a new value leaves: the β of Adam's moments
 */
export const movingAverage = (average: Variable, value: Tensor, decay: number): Tensor =>
  average.uncast.mul(decay).add(value.mul(1 - decay));
