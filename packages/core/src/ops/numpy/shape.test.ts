import { tensor } from '../../tensor/tensor.js';
import * as ops from '../index.js';

const rows = [
  [0, 1, 2],
  [3, 4, 5],
];

// NumPy's values.
test.each<[shift: number | number[], axis: number | number[], rolled: number[][]]>([
  [1, [], rows],
  [[1], [], rows],
  [[], [], rows],
  [[], 0, rows],
  [[1, 2], 1, rows],
  [
    1,
    [0, 1],
    [
      [5, 3, 4],
      [2, 0, 1],
    ],
  ],
  [
    [1, 2],
    [0, 1],
    [
      [4, 5, 3],
      [1, 2, 0],
    ],
  ],
])('roll by %j along %j', async (shift, axis, rolled) => {
  expect(await ops.roll(tensor(rows), shift, axis).array()).toEqual(rolled);
});

test('roll by more shifts than axes', () => {
  expect(() => ops.roll(tensor(rows), [1, 2], [])).toThrow('2 shifts and 0 axes');
});
