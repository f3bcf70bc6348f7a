import { ops, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { eachCf, floats } from './each-cf.js';
import { BaseEvalMetrics, type Explained, type MetricName } from './metric.js';

/**
 * The mean distance (L1) of counterfactuals `[n, k]` from their rows `[n, k]`.
 *
 * @example
 * await computeSingleProximity([[0, 1]], [[0.5, 0]]).item(); // 1.5
 */
export const computeSingleProximity = pythonFunction(
  'computeSingleProximity',
  ['xs', 'cfs'],
  (xs: TensorLike, cfs: TensorLike): Tensor => ops.mean(ops.sum(ops.abs(floats(xs).sub(floats(cfs))), -1)),
);

/**
 * The mean distance (L1) of counterfactuals `[n, c, k]` from their rows `[n, k]`.
 *
 * @example
 * await computeProximity([[0, 1]], [[[0.5, 0]]]).item(); // 1.5
 */
export const computeProximity = pythonFunction(
  'computeProximity',
  ['xs', 'cfs'],
  (xs: TensorLike, cfs: TensorLike): Tensor => eachCf(cfs, (single) => computeSingleProximity(xs, single)),
);

/** {@link computeProximity} of an explanation. */
export class Proximity extends BaseEvalMetrics {
  constructor(name: MetricName = null) {
    super(name, 'proximity');
  }

  override async call({ xs, cfs }: Explained): Promise<number> {
    return (await computeProximity(xs, cfs).item()) as number;
  }
}
