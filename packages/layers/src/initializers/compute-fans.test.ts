import { computeFans } from './compute-fans.js';

test('computeFans', () => {
  expect(computeFans([])).toEqual([1, 1]);
  expect(computeFans([7])).toEqual([7, 7]);
  expect(computeFans([3, 4])).toEqual([3, 4]);
  expect(computeFans([3, 3, 8, 16])).toEqual([72, 144]);
  expect(computeFans([2, 3, 4], [0], [1, -1])).toEqual([2, 12]);
});
