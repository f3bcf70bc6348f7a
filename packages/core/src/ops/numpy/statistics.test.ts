import { tensor } from '../../tensor/tensor.js';
import { grad } from '../../transforms/grad.js';
import * as ops from '../index.js';

describe('bincount', () => {
  const numbers = [3, -2, 0, 3, 1, 3];

  test.each(['int8', 'int32', 'int64'] as const)(
    '%s: how often each number occurs; negative ones are 0',
    async (dtype) => {
      expect(await ops.bincount(tensor(numbers, [6], dtype)).array()).toEqual([2, 1, 0, 3]);
      expect(await ops.bincount(tensor(numbers, [2, 3], dtype), { minlength: 5 }).array()).toEqual([
        [2, 0, 0, 1, 0],
        [0, 1, 0, 2, 0],
      ]);
      const weights = [0.5, 1, 2, 4, 8, 16];
      expect(await ops.bincount(tensor(numbers, [6], dtype), weights).array()).toEqual([3, 8, 0, 20.5]);
      expect(await ops.bincount(tensor(numbers, [2, 3], dtype), tensor(weights, [2, 3])).array()).toEqual([
        [3, 0, 0, 0.5],
        [0, 8, 0, 20],
      ]);
    },
  );

  test('nothing, and nothing but negative numbers', async () => {
    expect(await ops.bincount(tensor([], [0], 'int64')).array()).toEqual([]);
    expect(await ops.bincount(tensor([-1, -5])).array()).toEqual([2]);
    expect(await ops.bincount(tensor([-1, -5]), [1.5, 2]).array()).toEqual([3.5]);
  });

  test('has a derivative by its weights', async () => {
    const slope = grad((weights) => ops.sum(ops.multiply(ops.bincount(tensor([1, 0, 1]), weights), [5, 7])));
    expect(await slope(tensor([1, 2, 3], [3], 'float32')).array()).toEqual([7, 5, 7]);
  });
});

test('no rows have no positions of largest elements', async () => {
  for (const position of [ops.argmax, ops.argmin]) {
    expect(await position(ops.ones([0, 3]), -1).array()).toEqual([]);
    expect(position(ops.ones([0, 3]), 1, true).shape).toEqual([0, 1]);
  }
});
