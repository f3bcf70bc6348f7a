/** Rows of random numbers that differ in their keys alone: another thread draws them while this one waits for the runtime. */
import { dtypeInfo } from '../dtype.js';
import type { Spec } from '../graph/node.js';
import { sizeOf } from '../shape.js';
import { fillAll } from './drawn-array.js';
import type { Kernel, Numbers } from './kernel.js';

export interface KeyedRows {
  /** Pairs of words, of all rows. */
  readonly keys: Uint32Array;
  /** Words of a row. */
  readonly width: number;
  readonly scalars: readonly number[];
  /** The counter of the first number of each row. */
  readonly start: number;
}

/** Rows that are begun before they are asked for. */
export interface RowsTask extends KeyedRows {
  /** Memory that both threads share: the results, of each those of all rows. */
  readonly places: readonly Numbers[];
  /** Likewise: how many rows there are, what has become of the task, and which of them was the first one that was asked for. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

/** Places of {@link RowsTask.progress}, and what is at the second one. */
const [DONE, STATE, FIRST] = [0, 1, 2];
const [OPEN, USED, USELESS] = [0, 1, 2];

/** How many of its rows come before the first one that was asked for; null where none was. */
export const rowsBefore = ({ progress }: RowsTask): number | null =>
  Atomics.load(progress, STATE) === USELESS ? null : Atomics.load(progress, FIRST);

/** Where other threads draw: one task after the other, as what was there before has ended. Each call wakes a thread. */
export interface Helper {
  draw(tasks: readonly (readonly [kernel: Kernel, task: RowsTask])[]): void;
}

const countOf = ({ keys, width }: KeyedRows): number => keys.length / width;

/** Row `row` of each result. */
const partOf = (place: Numbers, rows: number, row: number, count = 1): Numbers => {
  const size = place.length / rows;
  return place.subarray(row * size, (row + count) * size);
};

function fillRow(kernel: Kernel, rows: KeyedRows, row: number, parts: readonly Numbers[]): void {
  const { keys, width, scalars, start } = rows;
  fillAll(kernel, { keys: keys.subarray(row * width, (row + 1) * width), scalars, start }, parts);
}

/** What the other thread does. */
export function drawTask(kernel: Kernel, task: RowsTask): void {
  const count = countOf(task);
  for (let row = 0; row < count && Atomics.load(task.progress, STATE) === OPEN; row++) {
    fillRow(
      kernel,
      task,
      row,
      task.places.map((place) => partOf(place, count, row)),
    );
    Atomics.store(task.progress, DONE, row + 1);
  }
}

/** Memory that threads share for so many rows of results. */
export const sharedPlaces = (rows: number, results: readonly Spec[]): Numbers[] =>
  results.map(({ dtype, shape }) => {
    const { array } = dtypeInfo(dtype);
    const length = rows * sizeOf(shape);
    return new array(new SharedArrayBuffer(length * array.BYTES_PER_ELEMENT) as never) as Numbers;
  });

/** Rows for a helper to begin with, of which `places` have memory. */
export const taskOf = (rows: KeyedRows, places: readonly Numbers[]): RowsTask => ({
  ...rows,
  places,
  progress: new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)),
});

/**
 * Fills arrays with rows, in which the helper has begun: it goes on from the first of them, this thread comes from the last, and they do not
 * wait for each other.
 *
 * @param begun what may be some of these rows; it ends
 */
export function fillRows(
  kernel: Kernel,
  rows: KeyedRows,
  places: readonly Numbers[],
  begun: RowsTask | null = null,
): void {
  const count = countOf(rows);
  const common = begun && sharedRows(rows, begun);
  const ready = () =>
    common ? Math.min(common.count, Math.max(0, Atomics.load(begun.progress, DONE) - common.first)) : 0;
  let row = count;
  while (row > ready()) {
    row -= 1;
    fillRow(
      kernel,
      rows,
      row,
      places.map((place) => partOf(place, count, row)),
    );
  }
  if (!begun) return;
  Atomics.store(begun.progress, FIRST, common?.first ?? 0);
  Atomics.store(begun.progress, STATE, common ? USED : USELESS);
  if (row === 0) return;
  places.forEach((place, i) => {
    place.set(partOf(begun.places[i]!, countOf(begun), common!.first, row));
  });
}

/** From which of the rows that were begun on they are the first ones that are wanted, and how many; null where none is. */
function sharedRows(wanted: KeyedRows, begun: KeyedRows): { first: number; count: number } | null {
  const { width } = wanted;
  const isAlike =
    width === begun.width &&
    wanted.start === begun.start &&
    wanted.scalars.every((scalar, i) => Object.is(scalar, begun.scalars[i]));
  if (!isAlike) return null;
  const isSame = (row: number, other: number) => {
    for (let i = 0; i < width; i++) if (wanted.keys[row * width + i] !== begun.keys[other * width + i]) return false;
    return true;
  };
  const [most, all] = [countOf(wanted), countOf(begun)];
  let first = 0;
  while (first < all && !isSame(0, first)) first += 1;
  let count = 0;
  while (count < most && first + count < all && isSame(count, first + count)) count += 1;
  return count > 0 ? { first, count } : null;
}
