import { ops, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { eachCf, floats } from './each-cf.js';
import { BaseEvalMetrics, type Explained, flatCfs, type MetricName, mean, outcomesOf } from './metric.js';

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

/**
 * The share of counterfactuals that are predicted as was wanted: as the desired class, within the desired range, or, where neither was asked
 * for, as another class than their row.
 */
export class Validity extends BaseEvalMetrics {
  constructor(name: MetricName = null) {
    super(name, 'validity');
  }

  override async call(explanation: Explained): Promise<number> {
    const { points, count } = flatCfs(explanation);
    const { desiredClass = null, desiredRange = null } = explanation;
    const after = await outcomesOf(explanation, points);
    const before = desiredClass === null && !desiredRange ? await outcomesOf(explanation, explanation.xs) : null;
    const isValid = (outcome: number, row: number): boolean => {
      if (before) return outcome !== before[row];
      if (desiredRange) return outcome === 1;
      return outcome === (typeof desiredClass === 'number' ? desiredClass : desiredClass![row]);
    };
    return mean(Array.from(after, (outcome, i) => Number(isValid(outcome, Math.floor(i / count)))));
  }
}
