import { makeKernel } from './kernel.js';
import { drawTask, fillRows, type KeyedRows, rowsBefore, sharedPlaces, taskOf } from './keyed-rows.js';
import { threefryLanes } from './threefry.js';

const SIZE = 100;
const kernel = makeKernel((lanes, [k0, k1, counter]) => [threefryLanes(lanes, k0!, k1!, counter!)])!;

/** Rows with the keys [i, 7], from `first` on. */
const rowsFrom = (first: number, count: number): KeyedRows => ({
  keys: Uint32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? first + i / 2 : 7)),
  width: 2,
  scalars: [],
  start: 0,
});

/** The rows, one by one. */
const expectedOf = (first: number, count: number): Uint32Array => {
  const words = new Uint32Array(SIZE * count);
  for (let i = 0; i < count; i++) kernel.fill(first + i, 7, [], [words.subarray(i * SIZE, (i + 1) * SIZE)]);
  return words;
};

/** A task of which a helper has done so many rows, with 1 in place of their first words. */
function begun(first: number, count: number, done = count) {
  const task = taskOf(rowsFrom(first, count), sharedPlaces(count, [{ dtype: 'uint32', shape: [SIZE] }]));
  const rows = Math.min(done, count);
  const places = [task.places[0]!.subarray(0, rows * SIZE)];
  drawTask(kernel, { ...task, keys: task.keys.subarray(0, 2 * rows), places });
  for (let i = 0; i < rows; i++) task.places[0]![i * SIZE] = 1;
  return task;
}

test.each([
  ['all rows', 0, 8, 8, 0, 8],
  ['the first rows, where the helper is not further', 0, 8, 3, 0, 3],
  ['rows behind others', -2, 8, 8, 0, 6],
  ['rows behind others, some of which are there', -2, 8, 4, 0, 2],
  ['none, before the helper has begun', 0, 8, 0, 0, 0],
])('%s are taken from what was begun, the others drawn', (_name, first, count, done, from, to) => {
  const task = begun(20 + first, count, done);
  const words = new Uint32Array(8 * SIZE);
  fillRows(kernel, rowsFrom(20, 8), [words], task);
  const expected = expectedOf(20, 8);
  for (let row = from; row < to; row++) expected[row * SIZE] = 1;
  expect(words).toEqual(expected);
  expect(rowsBefore(task)).toBe(0 - first);
});

test.each<[string, KeyedRows]>([
  ['other keys', rowsFrom(50, 8)],
  ['other scalars', { ...rowsFrom(0, 8), scalars: [1] }],
  ['another start', { ...rowsFrom(0, 8), start: 4 }],
])('rows with %s are drawn', (_name, rows) => {
  const task = begun(0, 8);
  const [words, expected] = [0, 1].map(() => new Uint32Array(8 * SIZE)) as [Uint32Array, Uint32Array];
  fillRows(kernel, rows, [words], task);
  fillRows(kernel, rows, [expected]);
  expect(words).toEqual(expected);
  expect(rowsBefore(task)).toBe(null);
});

test('a task that was asked for ends', () => {
  const task = begun(0, 8, 2);
  fillRows(kernel, rowsFrom(0, 8), [new Uint32Array(8 * SIZE)], task);
  task.places[0]!.fill(0);
  drawTask(kernel, task);
  expect(task.places[0]!.every((word) => word === 0)).toBe(true);
});
