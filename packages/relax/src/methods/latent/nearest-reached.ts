import { ops, type Tensor, tensor } from '@org/core';
import type { Best } from '../base/best.js';
import type { Problem } from '../base/problem.js';
import type { Rows } from '../base/search.js';
import { repeatRows } from './repeat-rows.js';

/**
 * Of several points of each row, `[n * count, k]`, the nearest one that is predicted as wanted, after it was made to respect the data.
 *
 * @param considered which points count, `[n, count]` bool; by default all
 */
export function nearestReached(
  points: Tensor,
  count: number,
  rows: Rows,
  problem: Problem,
  considered: Tensor | null = null,
): Best {
  const several = repeatRows(rows, count);
  const cfs = problem.constrain(several, points, true);
  const reached = problem.target.reached(several.yTargets, problem.predFn(cfs));
  const apart = ops.sum(ops.abs(cfs.sub(several.xs)), -1);
  const far = tensor(Number.POSITIVE_INFINITY);
  const all = ops.reshape(ops.where(reached, apart, far), [-1, count]);
  const distances = considered ? ops.where(considered, all, far) : all;
  const distance = ops.min(distances, -1);
  if (count === 1) return { cfs, distance };
  // A row as a whole: to pick each of its numbers takes the runtime twenty times as long.
  const first = ops.arange(rows.xs.shape[0]!, { dtype: 'int32' }).mul(count);
  return { cfs: ops.take(cfs, first.add(ops.argmin(distances, -1)), 0), distance };
}
