/** How far points lie from a row by their categories alone, from the numbers that the original draws categories by. */
import { ops, type Tensor, vmap } from '@org/core';
import type { FeaturesList } from '../../data/index.js';
import type { Table } from '../base/table.js';
import { isScored, sharedScores } from './perturb.js';

export interface CategoryScores {
  /** Columns of the features that may change and whose category is that of the largest score. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** How many categories the one with the most of them has. */
  readonly most: number;
  /** Scores of points by the keys of rows, `[n, nSamples · most]`: those of a feature are the first, as many as its categories at a time. */
  draw(rngKeys: Tensor, nSamples: number): Tensor;
}

export function categoryScoresOf(features: FeaturesList): CategoryScores {
  const ranges = features.featuresAndIndices.flatMap(([{ isImmutable, transformation }, range]) =>
    isScored(transformation) && !isImmutable ? [range] : [],
  );
  const most = Math.max(0, ...ranges.map(([start, end]) => end - start));
  return {
    ranges,
    most,
    draw: (rngKeys, nSamples) =>
      vmap((rngKey: Tensor): Tensor => ops.reshape(sharedScores(rngKey, most, nSamples), [-1]))(rngKeys),
  };
}

/**
 * What the mean over points of their distance from each row is at least, in the norm of 1 or 2: as far as it is one of categories, of which the
 * nearest is told from all others.
 *
 * @param scores `[n, nSamples · most]`, flat
 * @returns `[n]`
 */
export function leastDistances(
  { ranges, most }: CategoryScores,
  rows: Table,
  scores: Float32Array,
  { nSamples, pNorm }: { readonly nSamples: number; readonly pNorm: number },
): Float64Array {
  const { length, width } = rows;
  const bits = new Int32Array(scores.buffer, scores.byteOffset, scores.length);
  const xs = rows.values('xs');
  const frozen = rows.has('frozen') ? rows.values('frozen') : null;
  const [sums, means] = [new Float64Array(nSamples), new Float64Array(length)];
  for (let row = 0; row < length; row++) {
    const own = bits.subarray(row * nSamples * most, (row + 1) * nSamples * most);
    sums.fill(0);
    for (const [start, end] of ranges) {
      let isFixed = false;
      for (let i = start; i < end && frozen; i++) isFixed ||= Boolean(frozen[row * width + i]);
      if (!isFixed) addDistances(sums, own, end - start, nearestOf(xs, row * width + start, end - start, pNorm));
    }
    let total = 0;
    for (let point = 0; point < nSamples; point++) total += pNorm === 1 ? sums[point]! : Math.sqrt(sums[point]!);
    means[row] = total / nSamples;
  }
  return means;
}

interface Nearest {
  readonly category: number;
  /** How far it is, and the second nearest one, in the power of the norm. */
  readonly distance: number;
  readonly next: number;
}

/** The category that is nearest to the columns of a row. */
function nearestOf(xs: ArrayLike<number>, offset: number, count: number, pNorm: number): Nearest {
  const power = (difference: number) => (pNorm === 1 ? Math.abs(difference) : difference * difference);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += power(xs[offset + i]!);
  let [category, distance, next] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < count; i++) {
    const each = sum - power(xs[offset + i]!) + power(xs[offset + i]! - 1);
    if (each < distance) [category, distance, next] = [i, each, distance];
    else if (each < next) next = each;
  }
  return { category, distance, next };
}

/**
 * Adds the least distances of points by the category with the largest score: the nearest one, or another. Numbers from 0 on are in the order of
 * their bits, whose differences need no branches, which nobody could foresee.
 */
function addDistances(sums: Float64Array, scores: Int32Array, count: number, nearest: Nearest): void {
  const { category, distance, next } = nearest;
  for (let point = 0, start = 0; point < sums.length; point++, start += count) {
    const own = scores[start + category]!;
    let differences = 0;
    for (let i = start; i < start + count; i++) differences |= own - scores[i]!;
    sums[point]! += differences < 0 ? next : distance;
  }
}
