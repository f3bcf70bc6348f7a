/** For rows with fewer different counterfactuals than are asked for: others, whose features are as in several rows of the data. */
import { type Tensor, tensor } from '@org/core';
import { RandomState } from '@org/core/python';
import { countChanges } from './by-changes.js';
import { someOf } from './fallback.js';
import type { Ending } from './finish.js';
import { PointJudge } from './point-judge.js';
import { repeated } from './proposals.js';
import type { FeatureRanges } from './refine.js';
import type { Rows } from './search.js';
import { type Table, tableOf, valuesOf } from './table.js';

/** Of how many rows of the data a row takes features, and how many points are made of them: all that there are, or some by chance. */
const EXAMPLES = 256;
const DRAWN = 256;
/** Rows whose points are kept at once. */
const AT_ONCE = 64;

/**
 * Counterfactuals `[n, m, features]`; of rows that have fewer than `k` different ones as wanted, those that are not, or come again, give
 * way to others, the nearest that are found.
 *
 * @param predictions of all of them, `[n * m, c]`
 * @returns the same tensor where nothing is lacking, or nothing found
 */
export async function withOthers(
  ending: Ending,
  rows: Rows,
  cfs: Tensor,
  predictions: Tensor,
  k: number,
  options: { readonly batchSize?: number; readonly signal?: AbortSignal },
): Promise<Tensor> {
  const { problem, features } = ending;
  const [n, m, width] = cfs.shape as [number, number, number];
  const reached = await problem.target.reached(repeated(rows, m).yTargets, predictions).data();
  const values = (await valuesOf(cfs)).slice();
  const known = Array.from({ length: n }, (_, row) => {
    const places = new Map<string, number>();
    for (let place = row * m; place < (row + 1) * m; place++) {
      const text = values.subarray(place * width, (place + 1) * width).join();
      if (reached[place] && !places.has(text)) places.set(text, place);
    }
    return places;
  });
  const lacking = known.flatMap(({ size }, row) => (size < k ? [row] : []));
  if (lacking.length === 0) return cfs;
  const examples = await valuesOf(someOf(features!.transformedData).at(`:${EXAMPLES}`) as Tensor);
  const all = await tableOf(rows);
  let isFound = false;
  for (let from = 0; from < lacking.length; from += AT_ONCE) {
    const some = lacking.slice(from, from + AT_ONCE);
    const found = await othersOf(ending, await tableOf(all.rows(some)), examples, options);
    for (const [i, row] of some.entries()) {
      const kept = new Set(known[row]!.values());
      const places = Array.from({ length: m }, (_, j) => row * m + j).filter((place) => !kept.has(place));
      const others = found[i]!.filter((point) => !known[row]!.has(point.join())).slice(0, places.length);
      for (const [j, point] of others.entries()) values.set(point, places[j]! * width);
      isFound ||= others.length > 0;
    }
  }
  return isFound ? tensor(values, [n, m, width]) : cfs;
}

/** Different points of each row that are as wanted and hold to all constraints, the nearest first. */
async function othersOf(
  { problem, ranges, maxChanges }: Ending,
  table: Table,
  examples: Float32Array,
  options: { readonly batchSize?: number; readonly signal?: AbortSignal },
): Promise<readonly Float32Array[][]> {
  const { length, width } = table;
  const judge = new PointJudge(problem, table, options);
  const [xs, keys] = [table.values('xs') as Float32Array, table.values('rngKeys')];
  const found = Array.from({ length }, () => new Map<string, { readonly point: Float32Array; readonly far: number }>());
  const most = maxChanges ?? ranges.length;
  /** Points of all rows, equally many of each, after constraints. */
  const judged = async (points: Float32Array) => {
    const each = points.length / width / length;
    const result = await judge.judge(
      Uint32Array.from({ length: length * each }, (_, i) => Math.floor(i / each)),
      points,
    );
    for (let i = 0; i < length * each; i++) {
      if (!result.reached[i]) continue;
      const row = Math.floor(i / each);
      const point = result.points.slice(i * width, (i + 1) * width);
      const x = xs.subarray(row * width, (row + 1) * width);
      const count = countChanges(ranges, [x, 0], [point, 0]);
      if (count === 0 || count > most) continue;
      found[row]!.set(point.join(), { point, far: point.reduce((sum, value, j) => sum + Math.abs(value - x[j]!), 0) });
    }
    return result.points;
  };
  const size = examples.length;
  const whole = new Float32Array(length * size);
  for (let row = 0; row < length; row++) whole.set(examples, row * size);
  // What of an example is left once it respects the constraints tells what may change, and into what.
  const permitted = await judged(whole);
  const drawn = new Float32Array(length * DRAWN * width);
  for (let row = 0; row < length; row++) {
    const x = xs.subarray(row * width, (row + 1) * width);
    const values = valuesOfFeatures(ranges, x, permitted.subarray(row * size, (row + 1) * size));
    const points = Array.from({ length: DRAWN }, (_, i) =>
      drawn.subarray((row * DRAWN + i) * width).subarray(0, width),
    );
    for (const point of points) point.set(x);
    if (values.reduce((product, { others }) => product * (others.length + 1), 1) <= DRAWN) combine(values, points);
    else draw(values, most, new RandomState((keys[row * 2]! ^ keys[row * 2 + 1]!) >>> 0), points);
  }
  await judged(drawn);
  return found.map((points) => [...points.values()].toSorted((a, b) => a.far - b.far).map(({ point }) => point));
}

interface OtherValues {
  /** The first column of the feature. */
  readonly start: number;
  readonly others: readonly Float32Array[];
}

/** All ways to change features, one for each point; points that are left over stay as they are. */
function combine(values: readonly OtherValues[], points: readonly Float32Array[]): void {
  let ways = 1;
  for (const { start, others } of values) {
    const count = others.length + 1;
    for (let i = 0; i < ways * count; i++) {
      points[i]!.set(points[i % ways]!);
      if (i >= ways) points[i]!.set(others[Math.floor(i / ways) - 1]!, start);
    }
    ways *= count;
  }
}

/** Some ways to change at most so many features. */
function draw(
  values: readonly OtherValues[],
  most: number,
  random: RandomState,
  points: readonly Float32Array[],
): void {
  for (const point of points) {
    const count = 1 + random.integers(Math.min(most, values.length), 1)[0]!;
    for (const feature of random.permutation(values.length).subarray(0, count)) {
      const { start, others } = values[feature]!;
      point.set(others[random.integers(others.length, 1)[0]!]!, start);
    }
  }
}

/** Of each feature that differs from the row in some of the points its different values there. */
function valuesOfFeatures(ranges: FeatureRanges, x: Float32Array, points: Float32Array): OtherValues[] {
  return ranges.flatMap(([start, end]) => {
    const others = new Map<string, Float32Array>();
    const own = x.subarray(start, end).join();
    for (let from = 0; from < points.length; from += x.length) {
      const value = points.subarray(from + start, from + end);
      others.set(value.join(), value);
    }
    others.delete(own);
    return others.size > 0 ? [{ start, others: [...others.values()] }] : [];
  });
}
