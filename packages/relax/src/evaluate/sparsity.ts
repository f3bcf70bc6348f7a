import { ops, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { eachCf, floats } from './each-cf.js';
import { BaseEvalMetrics, type Explained, type MetricName } from './metric.js';

type Indices = readonly (readonly [start: number, end: number])[];

/**
 * How many columns of a feature differ between rows `[n, k]` and counterfactuals `[n, k]`, in the mean over rows and features. Another
 * category counts 2: its column and the former one.
 *
 * @example
 * await computeSingleSparsity([[0, 1, 0]], [[0, 0, 1]], [[0, 1], [1, 3]]).item(); // 1: none of the first feature, two of the second
 */
export const computeSingleSparsity = pythonFunction(
  'computeSingleSparsity',
  ['xs', 'cfs', 'featureIndices'],
  (xs: TensorLike, cfs: TensorLike, featureIndices: Indices): Tensor => {
    const differs = ops.notEqual(floats(xs), floats(cfs)).cast('float32');
    return ops.mean(ops.sum(differs, -1)).div(featureIndices.length);
  },
);

/**
 * {@link computeSingleSparsity} in the mean over the counterfactuals `[n, c, k]` of a row.
 *
 * @example
 * await computeSparsity([[0, 1, 0]], [[[0, 0, 1]]], [[0, 1], [1, 3]]).item(); // 1
 */
export const computeSparsity = pythonFunction(
  'computeSparsity',
  ['xs', 'cfs', 'featureIndices'],
  (xs: TensorLike, cfs: TensorLike, featureIndices: Indices): Tensor =>
    eachCf(cfs, (single) => computeSingleSparsity(xs, single, featureIndices)),
);

/** {@link computeSparsity} of an explanation. */
export class Sparsity extends BaseEvalMetrics {
  constructor(name: MetricName = null) {
    super(name, 'sparsity');
  }

  override async call({ xs, cfs, featureIndices }: Explained): Promise<number> {
    return (await computeSparsity(xs, cfs, featureIndices).item()) as number;
  }
}
