/** The best counterfactual that a search has seen. */
import { ops, type Tensor } from '@org/core';
import type { Problem } from './problem.js';
import type { Rows } from './search.js';
import { whereRows } from './where-rows.js';

/** For each row the nearest point that is predicted as wanted. */
export interface Best {
  /** `[n, k]` */
  readonly cfs: Tensor;
  /** Its distance (L1), `[n]`; infinite where none was found. */
  readonly distance: Tensor;
}

/** Nothing found yet. */
export const nothingFound = ({ xs }: Rows): Best => ({
  cfs: xs,
  distance: ops.full([xs.shape[0]!], Number.POSITIVE_INFINITY, 'float32'),
});

/** Which rows have a counterfactual, `[n]` bool. */
export const isFound = ({ distance }: Best): Tensor => ops.isfinite(distance);

/** The better of what was found and hard candidates `[n, k]`. */
export function better(best: Best, candidates: Tensor, rows: Rows, problem: Problem): Best {
  const reached = problem.target.reached(rows.yTargets, problem.predFn(candidates));
  const distance = ops.sum(ops.abs(candidates.sub(rows.xs)), -1);
  const isBetter = ops.logicalAnd(reached, distance.less(best.distance));
  return {
    cfs: whereRows(isBetter, candidates, best.cfs),
    distance: ops.where(isBetter, distance, best.distance),
  };
}
