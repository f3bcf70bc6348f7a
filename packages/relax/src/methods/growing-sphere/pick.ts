/** The choice among the points of a step. */
import { ops, type Tensor } from '@org/core';
import type { Best } from '../base/best.js';
import { chosenOf } from '../base/proposals.js';

/** One of the points of each row, by those that were asked about; its score is compared with the distance of the best so far. */
export type Pick = (points: Tensor, distances: Tensor, reached: Tensor) => Best & { readonly score: Tensor };

/** A point of each row. */
export const pointAt = (points: Tensor, index: Tensor): Tensor => chosenOf(points, ops.expandDims(index, -1));
export const numberAt = (numbers: Tensor, index: Tensor): Tensor =>
  ops.squeeze(ops.takeAlongAxis(numbers, ops.reshape(index, [-1, 1]), 1), 1);

/** The nearest point that is as wanted. */
export const pickNearest: Pick = (points, distances, reached) => {
  const all = ops.where(reached, distances, Number.POSITIVE_INFINITY);
  const index = ops.argmin(all, -1);
  const distance = numberAt(all, index);
  return { cfs: pointAt(points, index), distance, score: distance };
};
