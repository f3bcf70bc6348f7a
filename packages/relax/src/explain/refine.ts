/** Takes changes back that are not needed. */
import { jit, ops, type Tensor, tensor } from '@org/core';
import type { Rows, Target } from '../methods/base/index.js';

/** What is needed to judge a point. */
export interface RefineProblem {
  readonly predFn: (xs: Tensor) => Tensor;
  readonly target: Target;
  readonly constrain: (xs: Tensor, cfs: Tensor) => Tensor;
  readonly featureIndices: readonly (readonly [start: number, end: number])[];
}

export interface RefineOptions {
  batchSize?: number;
  signal?: AbortSignal;
}

/** Steps of halving, to find how much of a change is needed. */
const HALVINGS = 6;

/**
 * Counterfactuals `[n, c, k]` from which changes were taken back as long as the prediction stays as wanted: feature by feature, the
 * largest change first; then as much as possible of what numbers still change. What is not predicted as wanted stays as it is.
 */
export async function refine(
  cfs: Tensor,
  { xs, yTargets }: Pick<Rows, 'xs' | 'yTargets'>,
  problem: RefineProblem,
  { batchSize = 4096, signal }: RefineOptions = {},
): Promise<Tensor> {
  const [n, count, k] = cfs.shape as [number, number, number];
  const size = Math.max(1, Math.min(n, Math.floor(batchSize / count)));
  const run = jit((rows: Tensor, targets: Tensor, points: Tensor) => {
    const several = (x: Tensor) => ops.repeat(x, count, 0);
    return refined(several(rows), several(targets), ops.reshape(points, [-1, k]), problem);
  });
  const values = new Float32Array(n * count * k);
  for (let from = 0; from < n; from += size) {
    signal?.throwIfAborted();
    const start = Math.min(from, n - size);
    const part = (x: Tensor) => x.at(`${start}:${start + size}`) as Tensor;
    const result = run(part(xs), part(yTargets), part(cfs)) as Tensor;
    values.set((await result.data()) as Float32Array, start * count * k);
  }
  return tensor(values, [n, count, k]);
}

function refined(
  xs: Tensor,
  yTargets: Tensor,
  cfs: Tensor,
  { predFn, target, constrain, featureIndices }: RefineProblem,
): Tensor {
  const owners = featureIndices.flatMap(([start, end], i) => new Array<number>(end - start).fill(i));
  const byColumn = (values: Tensor) => ops.take(values, tensor(Int32Array.from(owners)), 1);
  const reached = (points: Tensor) => target.reached(yTargets, predFn(points));
  const isWanted = ops.expandDims(reached(cfs), -1) as Tensor;
  /** The points where they are as wanted, else what was there. */
  const kept = (points: Tensor, before: Tensor) => {
    const allowed = constrain(xs, points);
    return ops.where(ops.logicalAnd(isWanted, ops.expandDims(reached(allowed), -1)), allowed, before);
  };
  const changes = ops.concatenate(
    featureIndices.map(([start, end]) => ops.sum(ops.abs(cfs.sub(xs)).at(':', `${start}:${end}`) as Tensor, -1, true)),
    -1,
  );
  const order = ops.argsort(changes.neg(), -1).cast('int32');
  const back = ops.foriLoop(
    0,
    featureIndices.length,
    (i, points) => {
      const feature = ops.take(order, i, 1) as Tensor;
      const isIt = ops.equal(tensor([owners], null, 'int32'), ops.reshape(feature, [-1, 1]));
      return kept(ops.where(isIt, xs, points as Tensor), points as Tensor);
    },
    cfs,
  ) as Tensor;
  const isNumber = tensor([featureIndices.map(([start, end]) => Number(end - start === 1))], null, 'float32');
  const moves = byColumn(isNumber);
  const whole = back.sub(xs).mul(moves);
  const [least] = ops
    .foriLoop(
      0,
      HALVINGS,
      (_i, [low, high]) => {
        const middle = low.add(high).div(2);
        const points = constrain(xs, back.sub(whole.mul(ops.subtract(1, middle))));
        const enough = ops.expandDims(reached(points), -1) as Tensor;
        return [ops.where(enough, low, middle), ops.where(enough, middle, high)] as [Tensor, Tensor];
      },
      [ops.zeros([cfs.shape[0]!, 1]), ops.ones([cfs.shape[0]!, 1])] as [Tensor, Tensor],
    )
    .toReversed() as [Tensor, Tensor];
  return kept(back.sub(whole.mul(ops.subtract(1, least))), back);
}
