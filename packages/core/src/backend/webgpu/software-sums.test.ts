import { mean, sum } from '../../primitives/reduce.js';
import { standardize } from '../../primitives/standardize.js';
import { operatorsOnSoftware } from '../../testing/on-software.js';

test.each([
  [[64, 16], [0], ['Einsum']],
  [[64, 16], [1], ['Einsum']],
  [
    [4, 1, 5, 6],
    [0, 2],
    ['Reshape', 'Einsum', 'Reshape'],
  ],
  [[1024, 8], [0], ['Reshape', 'Einsum', 'Einsum']],
  [
    [2, 3, 300],
    [0, 2],
    ['Reshape', 'Einsum', 'Einsum'],
  ],
  [
    [64, 784],
    [0, 1],
    ['Reshape', 'Einsum', 'Einsum'],
  ],
])('of %j over %j one thread adds up each result', async (shape, axes, expected) => {
  expect(await operatorsOnSoftware((x) => sum(x, axes, false), shape)).toEqual(expected);
});

test('so with means, and what is made of them', async () => {
  for (const axes of [[0], [1], [0, 1]]) {
    const operators = [
      ...(await operatorsOnSoftware((x) => mean(x, axes, true), [6, 20])),
      ...(await operatorsOnSoftware((x) => standardize(x, axes, 1e-3), [6, 20])),
    ];
    expect(operators).toContain('Einsum');
    expect(operators.filter((name) => /MatMul|Reduce/.test(name))).toEqual([]);
  }
});

test('sums of a length without divisors are the runtime’s', async () => {
  expect(await operatorsOnSoftware((x) => sum(x, [0], false), [1009])).not.toContain('Einsum');
});
