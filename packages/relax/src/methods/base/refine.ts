/** What is done with counterfactuals of any method: changes that are not needed are taken back. */
import { ops, type Tensor, tensor } from '@org/core';
import { fastUniformRows } from './noise.js';
import type { Problem } from './problem.js';
import type { Rows } from './search.js';
import { whereRows } from './where-rows.js';

/** Columns of each feature, `[start, end)`. */
export type FeatureRanges = readonly (readonly [start: number, end: number])[];

/** How many features are looked at, those that changed most. */
const MOST = 32;
/** How often the way back is halved. */
const HALVINGS = 5;
/** Which part of the features may be as they were in one of several counterfactuals of a row. */
const VARIED = 0.75;

export interface Refined {
  readonly cfs: Tensor;
  /** Which are predicted as wanted, `[n]` bool. */
  readonly reached: Tensor;
}

/** How changes are taken back. */
export interface RefineOptions {
  readonly maxChanges: number | null;
  /**
   * For several counterfactuals of a row, which are to stay unlike each other: some of the features may be as they were, by chance; else
   * those that changed most come first.
   */
  readonly isVaried: boolean;
  /** Whether points respect the constraints already. */
  readonly areConstrained: boolean;
  /** Whether rows are those of the data, which respect its constraints. */
  readonly areOfData: boolean;
}

/**
 * Counterfactuals `[n, k]` in which no feature differs that may be as it was, and numbers are as near as they may be, with the prediction
 * still as wanted. Rows that do not reach it stay as they are, but for a bound on how many features change.
 */
export const refine = (
  problem: Problem,
  ranges: FeatureRanges,
  rows: Rows,
  cfs: Tensor,
  options: RefineOptions,
): Refined => halve(problem, ranges, rows, revert(problem, ranges, rows, cfs, options));

/** The first half of {@link refine}: features are as they were, or as they are given. */
export function revert(
  problem: Problem,
  ranges: FeatureRanges,
  rows: Rows,
  cfs: Tensor,
  { maxChanges, isVaried, areConstrained, areOfData }: RefineOptions,
): Refined {
  const { xs } = rows;
  const membership = membershipOf(ranges, xs.shape[1]!);
  // What holds feature by feature is no other when it is applied again.
  const constrained = (points: Tensor, isDone: boolean) =>
    isDone && problem.keepsMixes ? points : problem.constrain(rows, points, true);
  const [start, home] = [constrained(cfs, areConstrained), constrained(xs, areOfData)];
  const initial: Refined = { cfs: start, reached: isReached(problem, rows, start) };
  const changes = changesOf(start, xs, membership);
  // When the feature of each column has its turn; those that changed come first.
  const turns = ranksOf(isVaried ? fastUniformRows(rows.rngKeys, [ranges.length]).neg() : changes, membership);
  const changed = ops.max(ops.sum(changes.greater(0).cast('int32'), -1));
  const count = isVaried ? Math.ceil(ranges.length * VARIED) : changed;
  const reverted = ops.foriLoop(
    0,
    ops.minimum(count, MOST),
    (i, state) => {
      const before = state as unknown as Refined;
      return tried(problem, rows, ops.where(ops.equal(turns, i.cast('float32')), home, before.cfs), before) as never;
    },
    initial as never,
  ) as unknown as Refined;
  return maxChanges === null || maxChanges >= ranges.length
    ? reverted
    : mostUseful(problem, membership, rows, reverted.cfs, maxChanges);
}

/** Sorting few numbers takes twice as long as their differences from each other, which products make. */
const FEW_FEATURES = 16;

/** How many features of the row have a larger number, or an equal one before it: for the columns of each, `[n, k]`. */
export function ranksOf(numbers: Tensor, membership: Tensor): Tensor {
  const count = numbers.shape[1]!;
  if (count > FEW_FEATURES) return ops.argsort(ops.argsort(numbers.neg(), -1), -1).cast('float32').matmul(membership);
  // Of each feature its pairs with all others.
  const pairs = Array.from({ length: count * count }, (_, i) => [Math.floor(i / count), i % count] as const);
  const signs = Array.from({ length: count }, (_, f) =>
    pairs.map(([one, other]) => Number(f === other) - Number(f === one)),
  );
  // Of equal ones the first comes first: no difference is as small as that.
  const least = tensor(Float32Array.from(pairs, ([one, other]) => (other < one ? -1e-30 : 0)));
  const isLess = numbers.matmul(tensor(signs, null, 'float32')).greater(least);
  return isLess.cast('float32').matmul(ops.repeat(membership, count, 0));
}

/** Points where they are predicted as wanted, and no further away than those before. */
function tried(problem: Problem, rows: Rows, candidates: Tensor, { cfs: before, reached }: Refined): Refined {
  const { xs } = rows;
  // What lies between two points that respect the constraints is no further away, and need not be measured.
  const points = problem.keepsMixes ? candidates : problem.constrain(rows, candidates, true);
  const isNearer = problem.keepsMixes ? reached : sizeOf(points, xs).less(sizeOf(before, xs));
  const isTaken = ops.logicalAnd(ops.logicalAnd(reached, isNearer), isReached(problem, rows, points));
  return { cfs: whereRows(isTaken, points, before), reached };
}

const isReached = (problem: Problem, { yTargets }: Rows, points: Tensor): Tensor =>
  problem.target.reached(yTargets, problem.predFn(points));

/** The second half of {@link refine}: all numbers at once go back, as far as the prediction stays. */
export function halve(problem: Problem, ranges: FeatureRanges, rows: Rows, from: Refined): Refined {
  const { xs } = rows;
  if (ranges.every(([start, end]) => end - start > 1)) return from;
  const isNumber = tensor(
    ranges.flatMap(([start, end]) => new Array<number>(end - start).fill(end - start === 1 ? 1 : 0)),
  );
  const differs = ops.max(ops.abs(from.cfs.sub(xs)).mul(isNumber)).greater(0);
  return ops.foriLoop(
    0,
    differs.cast('int32').mul(HALVINGS),
    (i, state) => {
      const before = state as unknown as Refined;
      // One half of the way, a quarter, an eighth of it: what was refused is tried again by less.
      const share = ops.power(0.5, i.cast('float32').add(1)).mul(isNumber);
      const nearer = before.cfs.sub(before.cfs.sub(xs).mul(share));
      return tried(problem, rows, problem.whole?.round(xs, nearer) ?? nearer, before) as never;
    },
    from as never,
  ) as unknown as Refined;
}

/** At most so many changed features: one after the other, that which brings the prediction nearest to what is wanted. */
function mostUseful(problem: Problem, membership: Tensor, rows: Rows, cfs: Tensor, maxChanges: number): Refined {
  const { xs, yTargets } = rows;
  const features = membership.shape[0]!;
  let chosen: Tensor = xs;
  for (let round = 0; round < maxChanges; round++) {
    const before = chosen;
    const isThere = isReached(problem, rows, before);
    let best = { loss: ops.full([xs.shape[0]!], Number.POSITIVE_INFINITY, 'float32') as Tensor, points: before };
    for (let feature = 0; feature < features; feature++) {
      const mask = (membership.at(feature) as Tensor).greater(0);
      const points = ops.where(mask, cfs, before);
      const loss = problem.target.loss(yTargets, problem.predFn(points));
      const isBetter = loss.less(best.loss);
      best = {
        loss: ops.where(isBetter, loss, best.loss),
        points: ops.where(ops.expandDims(isBetter, -1), points, best.points),
      };
    }
    chosen = ops.where(ops.expandDims(isThere, -1), before, best.points);
  }
  const isFew = (points: Tensor) =>
    ops.expandDims(ops.sum(changesOf(points, xs, membership).greater(0).cast('float32'), -1).lessEqual(maxChanges), -1);
  // Those that were few enough stay as they are; a change may ask for another, and then there is none.
  const constrained = problem.constrain(rows, chosen, true);
  const result = ops.where(isFew(cfs), cfs, ops.where(isFew(constrained), constrained, xs));
  return { cfs: result, reached: isReached(problem, rows, result) };
}

const sizeOf = (points: Tensor, xs: Tensor): Tensor => ops.sum(ops.abs(points.sub(xs)), -1);

/** Which columns belong to which feature, `[features, k]`. */
export const membershipOf = (ranges: FeatureRanges, columns: number): Tensor =>
  tensor(
    ranges.map(([start, end]) => Array.from({ length: columns }, (_, j) => Number(j >= start && j < end))),
    null,
    'float32',
  );

/** By how much each feature differs, `[n, features]`. */
const changesOf = (points: Tensor, xs: Tensor, membership: Tensor): Tensor =>
  ops.abs(points.sub(xs)).matmul(ops.transpose(membership));
