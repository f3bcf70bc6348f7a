/** An order of rows for what takes as long as the row with the most changes. */
import type { FeatureRanges } from './refine.js';

/** Changes from which on rows are alike. */
const MOST = 63;
/** The part of all turns that has to be spared, since rows that are not beside each other are copied. */
const WORTH_IT = 0.25;

/**
 * Rows of which as many features differ from their points beside each other: a batch of rows takes as many turns as the longest of them.
 *
 * @param xs, points flat, `[n, width]`
 * @returns the rows, in order; undefined where no other order than theirs is worth it
 */
export function orderByChanges(
  ranges: FeatureRanges,
  xs: ArrayLike<number>,
  points: ArrayLike<number>,
  width: number,
): Uint32Array | undefined {
  const total = xs.length / width;
  const featureOf = Uint16Array.from(ranges.flatMap(([start, end], i) => new Array<number>(end - start).fill(i)));
  const counts = new Uint8Array(total);
  const starts = new Uint32Array(MOST + 2);
  let [turns, most] = [0, 0];
  for (let row = 0, place = 0; row < total; row++) {
    let [count, last] = [0, -1];
    for (let column = 0; column < width; column++, place++) {
      if (xs[place] === points[place] || featureOf[column] === last) continue;
      last = featureOf[column]!;
      count++;
    }
    if (count > MOST) count = MOST;
    counts[row] = count;
    starts[count + 1]! += 1;
    turns += count;
    if (count > most) most = count;
  }
  if (turns > (1 - WORTH_IT) * most * total) return undefined;
  for (let count = 1; count < starts.length; count++) starts[count]! += starts[count - 1]!;
  const order = new Uint32Array(total);
  for (let row = 0; row < total; row++) order[starts[counts[row]!]!++] = row;
  return order;
}

/** How many features of the row that begins at `row` in `xs` differ from those of the point that begins at `point` in `points`. */
export function countChanges(
  ranges: FeatureRanges,
  [xs, row]: readonly [ArrayLike<number>, number],
  [points, point]: readonly [ArrayLike<number>, number],
): number {
  let count = 0;
  for (const [start, end] of ranges) {
    for (let column = start; column < end; column++) {
      if (xs[row + column] === points[point + column]) continue;
      count++;
      break;
    }
  }
  return count;
}

/** Rows that differ from their points in a feature of one column. */
export function rowsOfNumbers(
  ranges: FeatureRanges,
  xs: ArrayLike<number>,
  points: ArrayLike<number>,
  width: number,
): number[] {
  const columns = ranges.flatMap(([start, end]) => (end - start === 1 ? [start] : []));
  const rows: number[] = [];
  for (let offset = 0; offset < xs.length; offset += width)
    if (columns.some((column) => xs[offset + column] !== points[offset + column])) rows.push(offset / width);
  return rows;
}
