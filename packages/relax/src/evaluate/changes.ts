/** Metrics on what counterfactuals change: how much of it is needed, allowed, and different. */
import { ops, type Tensor } from '@org/core';
import { BaseEvalMetrics, type Explained, flatCfs, type MetricName, mean, outcomesOf } from './metric.js';

/** What makes a number another one. */
const TOLERANCE = 1e-5;

/** Which features differ, `[n, features]` bool. */
function changedFeatures(a: Tensor, b: Tensor, indices: Explained['featureIndices']): Tensor {
  const differs = ops.abs(a.sub(b)).greater(TOLERANCE);
  return ops.concatenate(
    indices.map(([start, end]) => ops.any(differs.at(':', `${start}:${end}`) as Tensor, -1, true)),
    -1,
  );
}

/** Redundancy of CARLA: how many features of a counterfactual could each go back to the row's value, and it were still predicted so. */
export class Redundancy extends BaseEvalMetrics {
  constructor(name: MetricName = null) {
    super(name, 'redundancy');
  }

  override async call(explanation: Explained): Promise<number> {
    const { points, count } = flatCfs(explanation);
    const rows = ops.repeat(explanation.xs, count, 0);
    const classes = await outcomesOf(explanation, points);
    const changed = await changedFeatures(rows, points, explanation.featureIndices).cast('uint8').data();
    const features = explanation.featureIndices.length;
    let redundant = 0;
    for (const [feature, [start, end]] of explanation.featureIndices.entries()) {
      const back = ops.concatenate(
        [points.at(':', `:${start}`), rows.at(':', `${start}:${end}`), points.at(':', `${end}:`)] as Tensor[],
        -1,
      );
      const then = await outcomesOf(explanation, back);
      then.forEach((each, i) => {
        if (changed[i * features + feature] && each === classes[i]) redundant++;
      });
    }
    return redundant / classes.length;
  }
}

/** How many features of a counterfactual break the rules of the data: immutable ones that changed, values and categories that cannot be. */
export class ConstraintViolation extends BaseEvalMetrics {
  constructor(name: MetricName = null) {
    super(name, 'constraint_violation');
  }

  override async call(explanation: Explained): Promise<number> {
    const { points, count } = flatCfs(explanation);
    const rows = ops.repeat(explanation.xs, count, 0);
    const allowed = explanation.applyConstraints(rows, points, { hard: true });
    // What is as it was breaks no rule, wherever the row lies.
    const broken = [allowed, rows].map((each) =>
      changedFeatures(each, points, explanation.featureIndices).cast('float32'),
    );
    return (await ops.mean(ops.sum(broken[0]!.mul(broken[1]!), -1)).item()) as number;
  }
}

/**
 * How much the counterfactuals of a row differ from each other, as DiCE measures it: 'distance' is the mean distance (L1) of two of them,
 * 'count' the mean share of features that two of them differ in, 'dpp' the determinant of 1 / (1 + distance). NaN for one counterfactual.
 */
export class Diversity extends BaseEvalMetrics {
  readonly kind: 'distance' | 'count' | 'dpp';

  constructor({ kind = 'distance', name }: { kind?: 'distance' | 'count' | 'dpp'; name?: string | null } = {}) {
    super(name, 'diversity');
    this.kind = kind;
  }

  override async call({ cfs, featureIndices }: Explained): Promise<number> {
    const count = cfs.shape[1]!;
    if (count < 2) return Number.NaN;
    const at = (i: number) => cfs.at(':', i) as Tensor;
    const distance = (i: number, j: number) => ops.sum(ops.abs(at(i).sub(at(j))), -1);
    if (this.kind === 'dpp') {
      const size = Array.from({ length: count }, (_, i) => i);
      const kernel = ops.stack(
        size.map((i) =>
          ops.stack(
            size.map((j) => ops.divide(1, distance(i, j).add(1))),
            -1,
          ),
        ),
        -2,
      );
      return (await ops.mean(ops.det(kernel)).item()) as number;
    }
    const share = (i: number, j: number) => ops.mean(changedFeatures(at(i), at(j), featureIndices).cast('float32'), -1);
    const measure = this.kind === 'count' ? share : distance;
    const pairs = Array.from({ length: count }, (_, i) => i).flatMap((i) =>
      Array.from({ length: i }, (_, j) => measure(i, j)),
    );
    return mean(await Promise.all(pairs.map(async (each) => (await ops.mean(each).item()) as number)));
  }
}
