import { ops, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { eachCf, floats } from './each-cf.js';
import { BaseEvalMetrics, classesOf, type Explained, flatCfs, mean, predictorOf } from './metric.js';

type PredFn = (xs: Tensor) => Tensor;

/**
 * The share of rows `[n, k]` whose counterfactual `[n, k]` is of another predicted class.
 *
 * @example
 * await computeSingleValidity(x, x, predFn).item(); // 0
 */
export const computeSingleValidity = pythonFunction(
  'computeSingleValidity',
  ['xs', 'cfs', 'predFn'],
  (xs: TensorLike, cfs: TensorLike, predFn: PredFn): Tensor => {
    const [before, after] = [xs, cfs].map((rows) => ops.argmax(predFn(floats(rows)), -1)) as [Tensor, Tensor];
    return ops.subtract(1, ops.mean(ops.equal(before, after).cast('float32')));
  },
);

/**
 * The share of counterfactuals `[n, c, k]` that are of another predicted class than their rows `[n, k]`.
 *
 * @example
 * await computeValidity(x, x, predFn).item(); // 0
 */
export const computeValidity = pythonFunction(
  'computeValidity',
  ['xs', 'cfs', 'predFn'],
  (xs: TensorLike, cfs: TensorLike, predFn: PredFn): Tensor =>
    eachCf(cfs, (single) => computeSingleValidity(xs, single, predFn)),
);

/** {@link computeValidity} of an explanation. */
export class Validity extends BaseEvalMetrics {
  override async call(explanation: Explained): Promise<number> {
    const predFn = predictorOf(explanation);
    const { points, count } = flatCfs(explanation);
    const [before, after] = [await classesOf(predFn, explanation.xs), await classesOf(predFn, points)];
    return mean(Array.from(after, (each, i) => Number(each !== before[Math.floor(i / count)])));
  }
}
