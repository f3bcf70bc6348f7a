import { ops, tensor } from '@org/core';
import { ranksOf } from './refine.js';

test.each([4, 20])(
  'of %d features those with the largest number come first, of equal ones the first',
  async (count) => {
    const rest = Array.from({ length: count - 4 }, (_, i) => -1 - i);
    const ranks = ranksOf(tensor([[0.1, 0.5, 0.5, 0, ...rest]]), ops.eye(count));
    expect(await ranks.array()).toEqual([[2, 0, 1, 3, ...rest.map((_, i) => 4 + i)]]);
  },
);
