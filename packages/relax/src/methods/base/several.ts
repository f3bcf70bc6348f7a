/** Several counterfactuals of each row, by any method: each try leaves other features as they are. */
import { ops, random, type Tensor } from '@org/core';
import { foldRows } from './noise.js';
import type { Problem } from './problem.js';
import { repeated } from './proposals.js';
import { type FeatureRanges, membershipOf } from './refine.js';
import type { Rows } from './search.js';

/** Rows `tries` times over, with keys of their own; from the second on about half of the features are to stay. */
export function withTries(rows: Rows, ranges: FeatureRanges, tries: number): Rows {
  const n = rows.xs.shape[0]!;
  const membership = membershipOf(ranges, rows.xs.shape[1]!);
  const [first] = ops.unstack(rows.rngKeys, { num: n }) as Tensor[];
  const drawn = random.bernoulli(random.foldIn(first!, 1) as Tensor, 0.5, [n, tries, ranges.length]) as Tensor;
  const later = ops.reshape(ops.arange(tries).greater(0).cast('float32'), [1, tries, 1]);
  const frozen = drawn.cast('float32').mul(later).matmul(membership).greater(0);
  const own = ops.stack(
    Array.from({ length: tries }, (_, i) =>
      i === 0 ? rows.rngKeys : foldRows(rows.rngKeys, ops.full([n], i, 'int32')),
    ),
    1,
  );
  return {
    ...repeated(rows, tries),
    rngKeys: ops.reshape(own, [n * tries, 2]),
    frozen: ops.reshape(frozen, [n * tries, -1]) as Tensor,
  };
}

/** Rows `count` times over, with keys of their own. */
export function withCopies(rows: Rows, count: number): Rows {
  if (count === 1) return rows;
  const copy = ops.tile(ops.arange(count), [rows.xs.shape[0]!]);
  const copies = repeated(rows, count);
  return { ...copies, rngKeys: foldRows(copies.rngKeys, copy) };
}

/**
 * The `k` of all counterfactuals `[n, m, features]` that are as wanted and as unlike each other as can be, the nearest one first. Where
 * fewer are as wanted, others fill their places.
 *
 * @param predictions of all of them, `[n * m, c]`
 */
export function mostDiverse({ target }: Problem, rows: Rows, cfs: Tensor, predictions: Tensor, k: number): Tensor {
  const [n, m] = cfs.shape as [number, number, number];
  const reached = target.reached(repeated(rows, m).yTargets, predictions);
  const penalty = ops.where(ops.reshape(reached, [n, m]), 0, 1e6);
  const distance = (a: Tensor, b: Tensor) => ops.sum(ops.abs(a.sub(b)), -1);
  let index = ops.argmin(distance(cfs, ops.expandDims(rows.xs, 1)).add(penalty), -1) as Tensor;
  const picked: Tensor[] = [];
  let apart: Tensor = ops.full([n, m], 1e5, 'float32');
  for (let i = 0; i < k; i++) {
    const point = ops.takeAlongAxis(cfs, ops.reshape(index, [n, 1, 1]), 1) as Tensor;
    picked.push(point);
    apart = ops.minimum(apart, distance(cfs, point));
    index = ops.argmax(apart.sub(penalty), -1) as Tensor;
  }
  return ops.concatenate(picked, 1);
}
