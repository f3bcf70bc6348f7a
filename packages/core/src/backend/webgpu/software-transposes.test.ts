import { transpose } from '../../primitives/movement.js';
import { operatorsOnSoftware } from '../../testing/on-software.js';

const operatorsOf = (shape: number[], permutation: number[]) =>
  operatorsOnSoftware((x) => transpose(x, permutation), shape);

test.each([
  [
    [6, 8],
    [1, 0],
  ],
  [
    [3, 1, 5],
    [2, 1, 0],
  ],
  [
    [1, 3, 4, 5],
    [0, 2, 3, 1],
  ],
])('of %j by %j each number is moved by a thread', async (shape, permutation) => {
  expect(await operatorsOf(shape, permutation)).toEqual(['Einsum']);
});

test.each([
  [
    [2, 3, 4],
    [0, 2, 1],
  ],
  [
    [2, 3, 4, 5],
    [0, 3, 1, 2],
  ],
  [
    [3, 1, 5],
    [1, 0, 2],
  ],
])('of %j by %j it is so already', async (shape, permutation) => {
  expect(await operatorsOf(shape, permutation)).toEqual(['Transpose']);
});
