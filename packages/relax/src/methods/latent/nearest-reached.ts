import { ops, type Tensor, tensor } from '@org/core';
import type { Best } from '../base/best.js';
import type { Problem } from '../base/problem.js';
import type { Rows } from '../base/search.js';
import { repeatRows } from './repeat-rows.js';

/**
 * Of several points of each row, `[n * count, k]`, the nearest one that is predicted as wanted, after it was made to respect the data.
 */
export function nearestReached(points: Tensor, count: number, rows: Rows, problem: Problem): Best {
  const several = repeatRows(rows, count);
  const cfs = problem.constrain(several, points, true);
  const reached = problem.target.reached(several.yTargets, problem.predFn(cfs));
  const apart = ops.sum(ops.abs(cfs.sub(several.xs)), -1);
  const distances = ops.reshape(ops.where(reached, apart, tensor(Number.POSITIVE_INFINITY)), [-1, count]);
  const [n, k] = rows.xs.shape as [number, number];
  const nearest = ops.reshape(ops.argmin(distances, -1), [n, 1, 1]);
  const chosen = ops.takeAlongAxis(ops.reshape(cfs, [n, count, k]), ops.tile(nearest, [1, 1, k]), 1);
  return { cfs: ops.reshape(chosen, [n, k]), distance: ops.min(distances, -1) };
}
