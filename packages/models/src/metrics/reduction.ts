import { asTensor, type DType, getKerasMask, ops, type Tensor, type TensorLike } from '@org/core';

export interface SamplewiseValues {
  readonly values: Tensor;
  /** As many weights as values, or null. */
  readonly weights: Tensor | null;
}

const axesFrom = (first: number, end: number): number[] => Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);

/**
 * Values and weights with one entry a sample: other axes are folded by `reduce`, weights broadcast to the values and multiplied
 * into them. A mask on the values sets weights to zero.
 */
export function reduceToSamplewise(
  given: TensorLike,
  sampleWeight: TensorLike | null | undefined,
  reduce: (x: Tensor, axes: number[]) => Tensor,
  dtype: DType,
): SamplewiseValues {
  const mask = getKerasMask(given);
  let values = asTensor(given).cast(dtype);
  let weights: Tensor | null = null;
  if (sampleWeight !== null && sampleWeight !== undefined) {
    weights = asTensor(sampleWeight, dtype).cast(dtype);
    if (mask) weights = weights.mul(alignRank(mask.cast(dtype), weights.rank));
    [values, weights] = matchRanks(values, weights);
    if (values.rank > weights.rank) values = reduce(values, axesFrom(weights.rank, values.rank));
    weights = ops.broadcastTo(weights, values.shape);
    values = values.mul(weights);
    if (weights.rank > 1) weights = reduce(weights, axesFrom(1, weights.rank));
  }
  if (values.rank > 1) values = reduce(values, axesFrom(1, values.rank));
  return { values, weights };
}

/** Squeezes or adds a last axis of size 1 where the ranks differ by one. */
function matchRanks(values: Tensor, weights: Tensor): [Tensor, Tensor] {
  if (values.rank === weights.rank + 1) {
    if (values.shape.at(-1) === 1) return weights.rank > 0 ? [values, weights.expandDims(-1)] : [values.squeeze(-1), weights];
    return [values, weights];
  }
  if (weights.rank === values.rank + 1 && weights.shape.at(-1) === 1) return [values, weights.squeeze(-1)];
  return [values, weights];
}

const alignRank = (mask: Tensor, rank: number): Tensor => (mask.rank < rank ? mask.expandDims(-1) : mask);
