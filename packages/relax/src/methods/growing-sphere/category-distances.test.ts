import { tensor } from '@org/core';
import { tableOf } from '../base/table.js';
import { leastDistances } from './category-distances.js';

/** Two features of two and three categories, a number between them; of two points the scores of the first are those of both at a time. */
const categories = {
  ranges: [
    [0, 2],
    [3, 6],
  ] as const,
  most: 3,
  draw: () => tensor([0]),
};
// The categories are 1 and 0 of the first feature, 2 and 1 of the second one.
const scores = Float32Array.of(0.1, 0.4, 0.5, 0.3, 0.8, 0.2);

async function least(x: number[], pNorm: number, frozen?: boolean[]): Promise<number> {
  const rows = await tableOf({
    xs: tensor([x]),
    ...(frozen && { frozen: tensor([frozen], null, 'bool') }),
  } as never);
  return leastDistances(categories, rows, scores, { nSamples: 2, pNorm })[0]!;
}

test('points are as far as their categories are others', async () => {
  expect(await least([1, 0, 0.3, 0, 0, 1], 2)).toBeCloseTo((Math.sqrt(2) + Math.sqrt(2)) / 2, 12);
  expect(await least([1, 0, 0.3, 1, 0, 0], 1)).toBeCloseTo((4 + 2) / 2, 12);
  expect(await least([0, 1, 0.3, 0, 0, 1], 2)).toBeCloseTo((0 + 2) / 2, 12);
});

test('what is frozen is at no distance', async () => {
  const frozen = [true, true, false, false, false, false];
  expect(await least([1, 0, 0.3, 1, 0, 0], 1, frozen)).toBeCloseTo((2 + 2) / 2, 12);
});

test('a category that is not the nearest counts as the second nearest', async () => {
  // Of the second feature 2 is the nearest, at .8, and then 1, at 1.4.
  expect(await least([1, 0, 0.3, 0.1, 0.3, 0.6], 1)).toBeCloseTo((2 + 0.8 + 1.4) / 2, 6);
});
