/** An order of rows for what takes as long as the row with the most changes. */
import type { FeatureRanges } from './refine.js';

/** Changes from which on rows are alike. */
const MOST = 63;

/**
 * Rows of which as many features differ from their points beside each other, those whose numbers stay first: a batch of rows takes as many
 * turns as the longest of them.
 *
 * @param xs, points flat, `[n, width]`
 * @returns the rows, in order
 */
export function orderByChanges(
  ranges: FeatureRanges,
  xs: ArrayLike<number>,
  points: ArrayLike<number>,
  width: number,
): Uint32Array {
  const total = xs.length / width;
  const kinds = new Uint8Array(total);
  const starts = new Uint32Array(2 * (MOST + 1) + 1);
  for (let row = 0; row < total; row++) {
    const kind = kindOf(ranges, xs, points, row * width);
    kinds[row] = kind;
    starts[kind + 1]! += 1;
  }
  for (let kind = 1; kind < starts.length; kind++) starts[kind]! += starts[kind - 1]!;
  const order = new Uint32Array(total);
  for (let row = 0; row < total; row++) order[starts[kinds[row]!]!++] = row;
  return order;
}

/** How many features differ, and whether numbers are among them. */
function kindOf(ranges: FeatureRanges, xs: ArrayLike<number>, points: ArrayLike<number>, offset: number): number {
  let [changes, isNumber] = [0, false];
  for (const [start, end] of ranges) {
    let column = start;
    while (column < end && xs[offset + column] === points[offset + column]) column++;
    if (column === end) continue;
    changes++;
    if (end - start === 1) isNumber = true;
  }
  return Math.min(changes, MOST) + (isNumber ? MOST + 1 : 0);
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
