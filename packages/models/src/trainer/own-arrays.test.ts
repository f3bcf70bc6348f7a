import type { Tensor } from '@org/core';
import { ArrayData } from '../data/array-data.js';
import { withOwnArrays } from './own-arrays.js';

test('an array that is inputs and targets is one tensor, of which each part of the data has one part', async () => {
  const [given, other] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 2, 3, 4)];
  const { x, y } = withOwnArrays({ x: given as unknown, y: given as unknown }, { x: 1, y: 1 });
  given[0] = 7;
  expect(x === y).toBe(true);
  const parts = (await ArrayData.from(x, y)).split(0.5);
  expect(await Promise.all(parts.map(({ columns }) => (columns[1] as Tensor).array()))).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(parts.map(({ columns }) => columns[0] === columns[1])).toEqual([true, true]);
  const apart = withOwnArrays({ x: given as unknown, y: other as unknown }, { x: 1, y: 1 });
  expect(apart.x === apart.y).toBe(false);
});
