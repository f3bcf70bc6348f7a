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
  const [n, k] = rows.xs.shape as [number, number];
  const nearest = ops.reshape(ops.argmin(distances, -1), [n, 1, 1]);
  const chosen = ops.takeAlongAxis(ops.reshape(cfs, [n, count, k]), ops.tile(nearest, [1, 1, k]), 1);
  return { cfs: ops.reshape(chosen, [n, k]), distance: ops.min(distances, -1) };
}
