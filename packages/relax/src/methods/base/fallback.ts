/** For rows whose search found nothing: rows of the data that are predicted as wanted. */
import { ops, type Tensor, tensor } from '@org/core';
import { tensorOfOwn } from '@org/core/python';
import type { FeaturesList } from '../../data/index.js';
import { countChanges } from './by-changes.js';
import { uniformRows } from './noise.js';
import { PointJudge } from './point-judge.js';
import type { Problem } from './problem.js';
import type { FeatureRanges } from './refine.js';
import { withoutKeys } from './run-batches.js';
import type { Rows } from './search.js';
import { type Table, tableOf } from './table.js';

/** Rows of the data that the predictor is asked about, and how many of each predicted class are used. */
const ASKED = 2048;
const OF_EACH = 192;
/** Of how many examples a row's predictions are asked first; then of twice as many. */
const FIRST = 2;
/** Further than any example: added to the distance of those in which more features differ than may. */
const FAR = 1e6;
/** Rows whose distances to examples are kept at once. */
const AT_ONCE = 2 ** 14;

/** Rows of the data from all parts of it, `ASKED` at most, in an order that is always the same. */
export function someOf(data: Tensor): Tensor {
  const total = data.shape[0]!;
  let stride = Math.max(1, Math.round(total * GOLDEN));
  while (commonDivisor(stride, total) > 1) stride++;
  const rows = Int32Array.from({ length: Math.min(total, ASKED) }, (_, i) => (i * stride) % total);
  return ops.take(data, tensor(rows), 0);
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
/** Multiples of it lie as evenly between whole numbers as can be. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

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
 * Counterfactuals `[n, k]`, flat; where one is not predicted as wanted, in its place the nearest row of the data that is, once it has been
 * made to respect the constraints (as NICE begins, Brughmans et al., arXiv:2104.07411). A row without such an example keeps its point.
 *
 * @param rows what was asked for
 * @param found what was found
 * @param refined what is done with points in the end
 */
export async function withFallback(
  problem: Problem,
  features: FeaturesList,
  rows: Rows,
  found: Found,
  refined: (rows: Rows) => Promise<Found>,
  options: FallbackOptions,
): Promise<Found> {
  if (unreached(found).length === 0) return found;
  const examples = (await (await examplesOf(features.transformedData, problem)).data()) as Float32Array;
  const all = await tableOf({
    ...(options.isVaried ? rows : withoutKeys(rows)),
    // In the second round all rows are as they were found.
    points: tensorOfOwn(options.isVaried ? found.cfs.slice() : found.cfs, rows.xs.shape),
  });
  await fallBack(problem, features, all, found, examples, refined, options);
  // A half of the examples may have none, where few are of a class.
  if (options.isVaried)
    await fallBack(problem, features, all, found, examples, refined, { ...options, isVaried: false });
  return found;
}

/** The same for the rows of a table, by examples that are known. */
async function fallBack(
  problem: Problem,
  features: FeaturesList,
  all: Table,
  found: Found,
  examples: Float32Array,
  refined: (rows: Rows) => Promise<Found>,
  options: FallbackOptions,
): Promise<void> {
  const left = unreached(found);
  for (let from = 0; from < left.length; from += AT_ONCE) {
    const some = left.slice(from, from + AT_ONCE);
    const unfinished = all.rows(some);
    const points = await nearestExamples(problem, features, await tableOf(unfinished), examples, options);
    const { cfs, reached } = await refined({ ...unfinished, points: tensorOfOwn(points, unfinished.xs.shape) });
    const { width } = all;
    for (const [i, row] of some.entries()) {
      found.cfs.set(cfs.subarray(i * width, (i + 1) * width), row * width);
      found.reached[row] = reached[i]!;
    }
  }
}

/** The rows that are not predicted as wanted. */
export function unreached({ reached }: Found): number[] {
  const rows: number[] = [];
  for (let row = 0; row < reached.length; row++) if (reached[row] !== 1) rows.push(row);
  return rows;
}

/** Counterfactuals by row. */
export interface Found {
  /** `[n, k]`, flat. */
  readonly cfs: Float32Array;
  /** 1 for rows that are predicted as wanted. */
  readonly reached: Uint8Array;
}

export interface FallbackOptions {
  /** Whether rows have several points, which are to be unlike each other: each considers a half of the examples. */
  readonly isVaried: boolean;
  /** Which columns make up each feature, and how many features may change: examples that change more come last. */
  readonly ranges: FeatureRanges;
  readonly maxChanges: number | null;
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

/**
 * For each row the nearest example that is predicted as wanted once it respects the constraints. Examples are asked about from the nearest
 * one on, by what may change of them.
 */
async function nearestExamples(
  problem: Problem,
  features: FeaturesList,
  table: Table,
  examples: Float32Array,
  options: FallbackOptions,
): Promise<Float32Array> {
  const { length, width } = table;
  const count = examples.length / width;
  const [xs, points] = [table.values('xs'), (table.values('points') as Float32Array).slice()];
  const distances = await distancesOf(features, table, examples, options);
  const judge = new PointJudge(problem, table, options);
  let open = Uint32Array.from({ length }, (_, row) => row);
  const best = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
  for (let asked = 0, several = FIRST; asked < count && open.length > 0; asked += several, several *= 2) {
    const [rows, candidates] = [
      new Uint32Array(open.length * several),
      new Float32Array(open.length * several * width),
    ];
    const nearest = new Int32Array(several);
    let tries = 0;
    for (const row of open) {
      const found = findNearest(distances.subarray(row * count, (row + 1) * count), nearest);
      for (let i = 0; i < found; i++) {
        const example = nearest[i]!;
        for (let j = 0; j < width; j++) candidates[tries * width + j] = examples[example * width + j]!;
        rows[tries++] = row;
      }
    }
    const judged = await judge.judge(rows.subarray(0, tries), candidates.subarray(0, tries * width));
    for (let i = 0; i < tries; i++) {
      if (!judged.reached[i]) continue;
      const row = rows[i]!;
      let distance = beyond(options, [xs, row * width], [judged.points, i * width]);
      for (let j = 0; j < width; j++) distance += Math.abs(judged.points[i * width + j]! - xs[row * width + j]!);
      if (distance >= best[row]!) continue;
      best[row] = distance;
      for (let j = 0; j < width; j++) points[row * width + j] = judged.points[i * width + j]!;
    }
    open = open.filter((row) => best[row]! >= FAR);
  }
  return points;
}

/** How far examples are from rows in what may change, `[n, count]`, flat; infinite for those that a row does not consider. */
async function distancesOf(
  features: FeaturesList,
  table: Table,
  examples: Float32Array,
  options: FallbackOptions,
): Promise<Float32Array> {
  const { length, width } = table;
  const count = examples.length / width;
  const columns = features.featuresAndIndices.flatMap(([{ isImmutable }, [start, end]]) =>
    isImmutable ? [] : Array.from({ length: end - start }, (_, i) => start + i),
  );
  const every = Uint32Array.from({ length }, (_, row) => row);
  const drawn = options.isVaried ? await uniformRows(table.rows(every, ['rngKeys']).rngKeys, [count]).data() : null;
  const [xs, frozen] = [table.values('xs'), table.has('frozen') ? table.values('frozen') : null];
  const distances = new Float32Array(length * count);
  // Most columns are 0 in a row, of categories that it does not have: it is looked at in what way it differs from a row of zeros.
  const byColumn = columns.map((j) => Float32Array.from({ length: count }, (_, i) => examples[i * width + j]!));
  const byOne = byColumn.map((column) => Float64Array.from(column, (value) => Math.abs(1 - value) - Math.abs(value)));
  const fromZeros = new Float64Array(count);
  for (const column of byColumn) for (let i = 0; i < count; i++) fromZeros[i]! += Math.abs(column[i]!);
  const sums = new Float64Array(count);
  for (let row = 0; row < length; row++) {
    sums.set(fromZeros);
    for (const [c, j] of columns.entries()) {
      const x = xs[row * width + j]!;
      if (frozen?.[row * width + j]) addFrozen(byColumn[c]!, sums);
      else if (x === 1) addTo(sums, byOne[c]!);
      else if (x !== 0) addDifferent(x, byColumn[c]!, sums);
    }
    if (options.maxChanges !== null)
      for (let i = 0; i < count; i++) sums[i]! += beyond(options, [xs, row * width], [examples, i * width]);
    distances.set(sums, row * count);
  }
  if (drawn) for (let i = 0; i < distances.length; i++) if (drawn[i]! >= 0.5) distances[i] = Number.POSITIVE_INFINITY;
  return distances;
}

/** {@link FAR} for a point that differs from a row in more features than may change. */
const beyond = (
  { ranges, maxChanges }: FallbackOptions,
  row: readonly [ArrayLike<number>, number],
  point: readonly [ArrayLike<number>, number],
): number => (maxChanges !== null && countChanges(ranges, row, point) > maxChanges ? FAR : 0);

/** Takes a column that is not to count out of distances from a row of zeros. */
function addFrozen(column: Float32Array, sums: Float64Array): void {
  for (let i = 0; i < column.length; i++) sums[i]! -= Math.abs(column[i]!);
}

/** Puts a one in the place of a zero: what that changes is known of each example. */
function addTo(sums: Float64Array, changes: Float64Array): void {
  for (let i = 0; i < changes.length; i++) sums[i]! += changes[i]!;
}

/** Puts a number in the place of a zero. */
function addDifferent(x: number, column: Float32Array, sums: Float64Array): void {
  for (let i = 0; i < column.length; i++) sums[i]! += Math.abs(x - column[i]!) - Math.abs(column[i]!);
}

/**
 * The nearest examples by the distances of a row, the nearest first, where they are then no longer near.
 *
 * @param nearest takes their numbers, as many as it has room for
 * @returns how many there are
 */
function findNearest(distances: Float32Array, nearest: Int32Array): number {
  const most = nearest.length;
  let [count, farthest] = [0, Number.POSITIVE_INFINITY];
  for (let example = 0; example < distances.length; example++) {
    const distance = distances[example]!;
    if (!(distance < farthest)) continue;
    let place = count < most ? count++ : most - 1;
    for (; place > 0 && distances[nearest[place - 1]!]! > distance; place--) nearest[place] = nearest[place - 1]!;
    nearest[place] = example;
    if (count === most) farthest = distances[nearest[most - 1]!]!;
  }
  for (let i = 0; i < count; i++) distances[nearest[i]!] = Number.POSITIVE_INFINITY;
  return count;
}
