/** For rows whose search found nothing: rows of the data that are predicted as wanted. */
import { ops, random, type Tensor, tensor } from '@org/core';
import { nearestReached } from '../latent/nearest-reached.js';
import { uniformRows } from './noise.js';
import type { Problem } from './problem.js';
import { searchRows, tableOf } from './run-batches.js';
import type { Rows, Search } from './search.js';

/** Rows of the data that the predictor is asked about, and how many of each predicted class are used. */
const ASKED = 2048;
const OF_EACH = 64;

/** Rows of the data in an order of chance that is always the same, `ASKED` at most. */
export function someOf(data: Tensor): Tensor {
  const order = random.permutation(random.PRNGKey(0), data.shape[0]!) as Tensor;
  return ops.take(data, order.at(`:${ASKED}`) as Tensor, 0);
}

/** Some rows of the data for each class that is predicted; where a number is, some rows of all. */
async function examplesOf(data: Tensor, { predFn, target }: Problem): Promise<Tensor> {
  const asked = someOf(data);
  if (target.kind === 'range') return asked.at(`:${4 * OF_EACH}`) as Tensor;
  const classes = Array.from((await ops.argmax(predFn(asked), -1).data()) as ArrayLike<number>, Number);
  const counts = new Map<number, number>();
  const chosen = classes.flatMap((predicted, row) => {
    const count = (counts.get(predicted) ?? 0) + 1;
    counts.set(predicted, count);
    return count <= OF_EACH ? [row] : [];
  });
  return ops.take(asked, tensor(Int32Array.from(chosen)), 0);
}

/**
 * Points `[n, k]` of rows; where one is not predicted as wanted, in its place the nearest row of the data that is, once it has been made to
 * respect the constraints (as NICE begins, Brughmans et al., arXiv:2104.07411). A row without such an example keeps its point.
 *
 * @param data rows of the data
 * @param finish what is done with points in the end
 * @param isVaried for several points of a row, which are to be unlike each other: each considers a half of the examples
 */
export async function withFallback(
  problem: Problem,
  data: Tensor,
  rows: Rows,
  points: Tensor,
  finish: Search,
  { isVaried, signal }: { readonly isVaried: boolean; readonly signal?: AbortSignal },
): Promise<Tensor> {
  const { predFn, target } = problem;
  const [n, columns] = points.shape as [number, number];
  const reached: Search<Tensor> = {
    steps: 0,
    start: ({ yTargets, points: own }) => ops.expandDims(target.reached(yTargets, predFn(own!)).cast('float32'), -1),
    finish: (isReached) => isReached,
  };
  const isReached = await (await searchRows(reached as Search, { ...rows, points }, { signal })).data();
  const left = Array.from({ length: n }, (_, row) => row).filter((row) => isReached[row] !== 1);
  if (left.length === 0) return points;
  const examples = await examplesOf(data, problem);
  const count = examples.shape[0]!;
  const nearest: Search<Tensor> = {
    steps: 0,
    width: count,
    start(own) {
      const considered = isVaried ? uniformRows(own.rngKeys, [count]).less(0.5) : null;
      const found = nearestReached(ops.tile(examples, [own.xs.shape[0]!, 1]), count, own, problem, considered);
      return ops.where(ops.expandDims(ops.isfinite(found.distance), -1), found.cfs, own.points!);
    },
    finish: (cfs) => cfs,
  };
  const unfinished = (await tableOf({ ...rows, points })).rows(left);
  const begun = await searchRows(nearest as Search, unfinished, { signal });
  const found = await (await searchRows(finish, { ...unfinished, points: begun }, { signal })).data();
  const all = Float32Array.from((await points.data()) as Float32Array);
  for (const [i, row] of left.entries())
    all.set((found as Float32Array).subarray(i * columns, (i + 1) * columns), row * columns);
  return tensor(all, [n, columns]);
}
