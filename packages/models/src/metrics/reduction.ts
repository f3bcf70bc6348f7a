/** From the values of a function to one value a sample, with sample weights and masks. */
import { type DType, ops, type Tensor, type TensorLike } from '@org/core';
import { asTensor, convert, getKerasMask } from '@org/core/internal';
import { squeezeOrExpandToSameRank } from '../losses/reduction.js';

export interface SamplewiseValues {
  readonly values: Tensor;
  /** As many weights as values, or null. */
  readonly weights: Tensor | null;
}

const axesFrom = (first: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);

/**
 * Values and weights with one entry a sample: other axes are folded by `reduce`, weights broadcast to the values and multiplied
 * into them. A mask on the values takes part where there are weights.
 */
export function reduceToSamplewise(
  given: TensorLike,
  sampleWeight: TensorLike | null | undefined,
  reduce: (x: Tensor, axes: number[]) => Tensor,
  dtype: DType,
): SamplewiseValues {
  let values = asTensor(given).cast(dtype);
  let weights: Tensor | null = null;
  if (sampleWeight !== null && sampleWeight !== undefined) {
    [values, weights] = squeezeOrExpandToSameRank(values, applyMask(sampleWeight, getKerasMask(given), dtype)!);
    if (values.rank > weights.rank) values = reduce(values, axesFrom(weights.rank, values.rank));
    weights = ops.broadcastTo(weights, values.shape);
    values = values.mul(weights);
    if (weights.rank > 1) weights = reduce(weights, axesFrom(1, weights.rank));
  }
  if (values.rank > 1) values = reduce(values, axesFrom(1, values.rank));
  return { values, weights };
}

/** Sample weights that are zero where the mask is false; either may be missing. */
export function applyMask(
  sampleWeight: TensorLike | null | undefined,
  mask: Tensor | null,
  dtype: DType,
): Tensor | null {
  const given = sampleWeight === null || sampleWeight === undefined ? null : convert(sampleWeight, dtype);
  if (!mask || !given) return given ?? mask?.cast(dtype) ?? null;
  const [valid, weights] = squeezeOrExpandToSameRank(mask.cast(dtype), given);
  return weights.mul(valid);
}
