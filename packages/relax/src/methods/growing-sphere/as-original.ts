/** The choice that the original makes among the points of a step, and its search of many rows by few of their steps. */
import { jit, ops, type Tensor, tensor } from '@org/core';
import { tensorOfOwn } from '@org/core/python';
import { splitRows } from '../base/noise.js';
import type { Problem } from '../base/problem.js';
import { chosenOf, reachedOf, repeated } from '../base/proposals.js';
import { searchOf } from '../base/run-batches.js';
import type { Rows, Search, SearchOptions } from '../base/search.js';
import { type Table, tableOf, valuesOf } from '../base/table.js';
import { type CategoryScores, leastDistances } from './category-distances.js';
import { numberAt, type Pick, pointAt } from './pick.js';

/**
 * What the original takes: it writes the distances of all points beside each point that is as wanted, and cuts the place of the smallest
 * to the number of points. Where the first point is as wanted, it is the nearest of all, as wanted or not; else it is the last one.
 * What is compared is the mean of all distances, where the point is as wanted.
 */
export const pickAsOriginal: Pick = (points, distances, reached) => {
  const last = points.shape[1]! - 1;
  const [ofFirst, ofNearest, ofLast] = [0, 1, 2].map((i) => reached.at(':', i)) as [Tensor, Tensor, Tensor];
  const index = ops.where(ofFirst, ops.argmin(distances, -1), last).cast('int32');
  const isReached = ops.where(ofFirst, ofNearest, ofLast);
  return {
    cfs: pointAt(points, index),
    distance: numberAt(distances, index),
    score: ops.where(isReached, ops.mean(distances, -1), Number.POSITIVE_INFINITY),
  };
};

/** The points that {@link pickAsOriginal} looks at: the first, the nearest and the last one. */
export function askedByOriginal(points: Tensor, distances: Tensor): Tensor {
  const [n, m] = points.shape as [number, number, number];
  const always = (number: number) => ops.full([n], number, 'int32');
  return ops.stack([always(0), ops.argmin(distances, -1).cast('int32'), always(m - 1)], -1);
}

/** Which of the points of a step are drawn. */
export interface Part {
  readonly nSamples?: number;
  readonly from?: number;
}

/** What {@link searchAsOriginal} goes through. */
export interface Sphere {
  readonly problem: Problem;
  readonly nSteps: number;
  readonly nSamples: number;
  readonly pNorm: number;
  /** Points of a step before constraints, `[n, m, k]`; the keys are those of the state before it. */
  propose(rngKeys: Tensor, rows: Rows, step: Tensor, part?: Part): Tensor;
  distances(points: Tensor, xs: Tensor): Tensor;
  readonly categories: CategoryScores;
}

/** Rows at a step, whose keys are those before it. */
interface Steps extends Rows {
  readonly step: Tensor;
}

/** Numbers of the rows, of each step one, that are looked at together, and scores of categories that are. */
const [AT_ONCE, SCORES_AT_ONCE] = [2 ** 21, 2 ** 19];
/** Steps of rows of which a batch computes all points. */
const BATCH = 64;
/** By how much less a distance may be than one that bounds it, as they are rounded. */
const ROUNDED = 1 - 1e-5;

/**
 * The same counterfactuals as step by step. What a step finds depends on no step before, and it counts where its first or its last point is as
 * wanted, and the mean of its distances is less than that of the best point: so the first and the last point of all steps are drawn, of those
 * that may count the categories, whose distances bound that mean, and of the few whose bound is low enough all.
 */
export async function searchAsOriginal(sphere: Sphere, rows: Rows, options: SearchOptions): Promise<Tensor> {
  const { batchSize, signal, onProgress } = options;
  const all = await tableOf(rows);
  const { length: total, width } = all;
  const each = Math.max(1, Math.min(batchSize ?? total, Math.floor(AT_ONCE / (sphere.nSteps * width))));
  const parts = partsOf(sphere, { ...(batchSize && { batchSize }), ...(signal && { signal }) });
  const cfs = new Float32Array(total * width);
  for (let first = 0; first < total; first += each) {
    signal?.throwIfAborted();
    const count = Math.min(each, total - first);
    const own = all.rows(Array.from({ length: count }, (_, row) => first + row));
    cfs.set(await searchBlock(sphere, parts, own), first * width);
    onProgress?.(first + count, total);
  }
  return tensorOfOwn(cfs, [total, width]);
}

/** A step that may count: its number among those of all rows, and what the mean of its distances is at least. */
interface Candidate {
  readonly step: number;
  readonly bound: number;
}

/** Counterfactuals of some rows, flat. */
async function searchBlock(sphere: Sphere, parts: Parts, rows: Rows): Promise<Float32Array> {
  const [total, width] = rows.xs.shape as [number, number];
  const cfs = (await valuesOf(rows.xs)).slice();
  const best = new Float32Array(total).fill(Number.POSITIVE_INFINITY);
  const open = await candidatesOf(sphere, parts, rows);
  const { steps, ofRows } = open;
  for (;;) {
    const going = ofRows.flatMap((left, row) => (isOpen(left, best[row]!) ? [row] : []));
    if (going.length === 0) return cfs;
    // The next step of each row, and more of them where a batch has room.
    const several = Math.max(1, Math.floor(BATCH / going.length));
    const next: { readonly row: number; readonly step: number }[] = [];
    for (const row of going)
      for (let i = 0; i < several && isOpen(ofRows[row]!, best[row]!); i++) next.push({ row, ...ofRows[row]!.pop()! });
    const found = await parts.whole(steps.rows(next.map(({ step }) => step)) as Steps);
    for (const [i, { row }] of next.entries()) {
      const place = i * (width + 2);
      const [distance, score] = found.subarray(place + width, place + width + 2) as unknown as [number, number];
      if (score >= best[row]!) continue;
      cfs.set(found.subarray(place, place + width), row * width);
      best[row] = distance;
    }
  }
}

/** Whether one of these may count beside a point at a distance; those that may not are taken from the end. */
function isOpen(candidates: Candidate[], best: number): boolean {
  while (candidates.length > 0 && candidates.at(-1)!.bound >= best) candidates.pop();
  return candidates.length > 0;
}

/** All steps of rows, and of each row those that may count, the last one first. */
async function candidatesOf(
  { nSteps, nSamples, pNorm, categories }: Sphere,
  { ends, scores }: Parts,
  rows: Rows,
): Promise<{ readonly steps: Table; readonly ofRows: Candidate[][] }> {
  const all = await stepsOf(rows, nSteps);
  const steps = await tableOf(all);
  const reached = await ends(all);
  const asked = Uint32Array.from({ length: steps.length }, (_, step) => step).filter(
    (step) => reached[2 * step] || reached[2 * step + 1],
  );
  const ofRows = Array.from({ length: rows.xs.shape[0]! }, (): Candidate[] => []);
  const each = Math.max(1, Math.floor(SCORES_AT_ONCE / Math.max(1, nSamples * categories.most)));
  for (let end = asked.length; end > 0; end -= each) {
    const some = asked.subarray(Math.max(0, end - each), end);
    const own = steps.rows(some) as Steps;
    const bounds =
      categories.most === 0
        ? null
        : leastDistances(categories, await tableOf(own), await scores(own), { nSamples, pNorm });
    for (let i = some.length - 1; i >= 0; i--)
      ofRows[Math.floor(some[i]! / nSteps)]!.push({ step: some[i]!, bound: bounds ? ROUNDED * bounds[i]! : 0 });
  }
  return { steps, ofRows };
}

/** All steps of rows, one row after the other. */
async function stepsOf(rows: Rows, nSteps: number): Promise<Steps> {
  const count = rows.xs.shape[0]!;
  const keys = new Uint32Array(2 * nSteps * count);
  const next = jit((rngKeys: Tensor) => splitRows(rngKeys)[1]!) as (rngKeys: Tensor) => Tensor;
  let { rngKeys } = rows;
  for (let step = 0; step < nSteps; step++, rngKeys = next(rngKeys)) {
    const values = await valuesOf(rngKeys);
    for (let i = 0; i < 2 * count; i++) keys[2 * ((i >> 1) * nSteps + step) + (i & 1)] = values[i]!;
  }
  const each = Uint32Array.from({ length: nSteps * count }, (_, i) => Math.floor(i / nSteps));
  const { rngKeys: _, ...known } = await tableOf(rows).then((table) => table.rows(each));
  return {
    ...known,
    rngKeys: tensor(keys, [nSteps * count, 2]),
    step: tensor(Int32Array.from(each, (_, i) => i % nSteps)),
  };
}

/** Functions of steps, compiled. */
interface Parts {
  /** Whether the first and the last point are as wanted, `[n, 2]`. */
  ends(steps: Steps): Promise<Float32Array>;
  /** The scores that categories are drawn by, `[n, nSamples, most]`. */
  scores(steps: Steps): Promise<Float32Array>;
  /** The point that is taken, its distance and its score, `[n, k + 2]`. */
  whole(steps: Steps): Promise<Float32Array>;
}

function partsOf({ problem, nSamples, propose, distances, categories }: Sphere, options: SearchOptions): Parts {
  const compiled = (width: number, start: (steps: Steps) => Tensor) => {
    const run = searchOf({ steps: 0, width, start, finish: (found: Tensor) => found } as Search<Tensor> as Search);
    return async (steps: Steps) => valuesOf(await run(steps, options));
  };
  const constrained = (rows: Rows, points: Tensor): Tensor => {
    const [n, m, k] = points.shape as [number, number, number];
    return problem.constrain(repeated(rows, m), ops.reshape(points, [n * m, k]), true);
  };
  return {
    ends: compiled(8, (rows) => {
      const draws = [0, nSamples - 1].map((from) => propose(rows.rngKeys, rows, rows.step, { nSamples: 1, from }));
      return reachedOf(problem, rows, constrained(rows, ops.concatenate(draws, 1))).cast('float32');
    }),
    scores: compiled(8, (rows) => categories.draw(splitRows(rows.rngKeys)[0]!, nSamples)),
    whole: compiled(Math.ceil(nSamples / 4), (rows) => {
      const proposed = propose(rows.rngKeys, rows, rows.step);
      const points = ops.reshape(constrained(rows, proposed), proposed.shape);
      const lengths = distances(points, rows.xs);
      const asked = chosenOf(points, askedByOriginal(points, lengths));
      const { cfs, distance, score } = pickAsOriginal(points, lengths, reachedOf(problem, rows, asked));
      return ops.concatenate([cfs, ops.stack([distance, score], -1)], -1);
    }),
  };
}
