/** From one loss per sample to one number: sample weights, masks and the reduction. */
import { ops, type Tensor, ValueError } from '@org/core';

const reductions = ['sum_over_batch_size', 'sum', 'mean', 'mean_with_sample_weight', 'none', null] as const;

/**
 * How losses of samples become one: `sum_over_batch_size` and `mean` divide the sum by the number of losses,
 * `mean_with_sample_weight` by the sum of the weights; `none` and null keep them.
 */
export type Reduction = (typeof reductions)[number];

/** @throws ValueError for anything else */
export function standardizeReduction(reduction: unknown): Reduction {
  if (reductions.includes(reduction as Reduction)) return reduction as Reduction;
  throw new ValueError('Invalid value for argument `reduction`.', {
    expected: `one of ${reductions.map(String).join(', ')}`,
    received: String(reduction),
  });
}

/** Where ranks differ by one and the last axis has size 1, adds or drops that axis. Vectors become columns. */
export function squeezeOrExpandToSameRank(x: Tensor, y: Tensor, expandRank1 = true): [Tensor, Tensor] {
  if (x.ndim === y.ndim + 1) return alignRank(x, y, expandRank1);
  if (y.ndim === x.ndim + 1) {
    const [first, second] = alignRank(y, x, expandRank1);
    return [second, first];
  }
  return [x, y];
}

function alignRank(larger: Tensor, smaller: Tensor, expandRank1: boolean): [Tensor, Tensor] {
  if (larger.shape[larger.ndim - 1] !== 1) return [larger, smaller];
  if (smaller.ndim === 1 && expandRank1) return [larger, smaller.expandDims(-1)];
  return [larger.squeeze(-1), smaller];
}

/** Losses times weights, reduced; masked losses take no part. */
export function reduceWeighted(
  losses: Tensor,
  sampleWeight: Tensor | null,
  mask: Tensor | null,
  reduction: Reduction,
): Tensor {
  const weight = mask ? maskedWeight(sampleWeight, mask, losses, reduction) : sampleWeight;
  if (!weight) return reduce(losses, null, reduction);
  const [values, weights] = squeezeOrExpandToSameRank(losses, weight.cast(losses.dtype));
  return reduce(values.mul(weights), weights, reduction);
}

function reduce(values: Tensor, weights: Tensor | null, reduction: Reduction): Tensor {
  const isReduced = values.ndim === 0 || (values.ndim === 1 && values.shape[0] === 0);
  if (reduction === null || reduction === 'none' || isReduced) return values;
  if (reduction === 'sum') return values.sum();
  if (reduction === 'mean_with_sample_weight' && weights) return ops.divideNoNan(values.sum(), weights.sum());
  return values.mean();
}

/** Where the sum is divided by the number of all losses, the valid ones weigh more, so that it is their mean. */
function maskedWeight(sampleWeight: Tensor | null, mask: Tensor, losses: Tensor, reduction: Reduction): Tensor {
  const valid = mask.cast(losses.dtype);
  const isMean = reduction === 'mean' || reduction === 'sum_over_batch_size';
  const share = isMean ? valid.mul(ops.divideNoNan(1, valid.mean())) : valid;
  if (!sampleWeight) return share;
  const [shares, weights] = squeezeOrExpandToSameRank(share, sampleWeight.cast(losses.dtype));
  return weights.mul(shares);
}
