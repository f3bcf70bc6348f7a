import { orderByChanges, rowsOfNumbers } from './by-changes.js';

const ranges = [
  [0, 1],
  [1, 3],
  [3, 5],
] as const;
const changed = [
  [0.4, 1, 0, 1, 0],
  [0.5, 0, 1, 0, 1],
  [0.5, 1, 0, 1, 0],
  [0.4, 0, 1, 1, 0],
  [0.5, 0, 1, 1, 0],
  [0.5, 1, 0, 0, 1],
];
const xs = Float32Array.from(changed.flatMap(() => [0.5, 1, 0, 1, 0]));
const points = Float32Array.from(changed.flat());

test('rows of as many changes lie beside each other', () => {
  expect([...orderByChanges(ranges, xs, points, 5)!]).toEqual([2, 0, 4, 5, 1, 3]);
});

test('rows stay where they are if that hardly takes more turns', () => {
  const both = Float32Array.from([0.5, 0, 1, 0, 1, 0.5, 0, 1, 0, 1, 0.5, 1, 0, 0, 1]);
  expect(orderByChanges(ranges, xs.subarray(0, 15), both, 5)).toBeUndefined();
});

test('rows whose numbers change', () => {
  expect(rowsOfNumbers(ranges, xs, points, 5)).toEqual([0, 3]);
});
