import { evaluateGraph } from '../graph/evaluate.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { checkGradient } from '../testing/gradient-check.js';
import { randomArray, randomNumbers } from '../testing/random-values.js';
import { cummax, cummin, cumprod, cumsum } from './cumulative.js';

const numbers = (x: Tensor) => Array.from(toNumbers(evaluateGraph([x])[0]!));
const x = tensor([
  [3, 1, 4, 1, 5],
  [2, 7, 0, 8, 2],
]);

test.each([
  [cumprod, [3, 3, 12, 12, 60, 2, 14, 0, 0, 0]],
  [cummax, [3, 3, 4, 4, 5, 2, 7, 7, 8, 8]],
  [cummin, [3, 1, 1, 1, 1, 2, 2, 0, 0, 0]],
  [cumsum, [3, 4, 8, 9, 14, 2, 9, 9, 17, 19]],
] as const)('running results along the last axis', (f, expected) => {
  expect(numbers(f(x, 1))).toEqual(expected);
});

test('along another axis, and of nothing', () => {
  expect(numbers(cumprod(x, 0))).toEqual([3, 1, 4, 1, 5, 6, 7, 0, 8, 10]);
  expect(cumprod(tensor([[], []]), 1).shape).toEqual([2, 0]);
});

test('gradients, also where a factor is 0', () => {
  const next = randomNumbers('cumulative');
  const random = randomArray(next, [2, 7], 'float64');
  const zeros = fromNumbers([1, 2, 0, 3, 0, 4], 'float64', [1, 6]);
  for (const input of [random, zeros]) {
    checkGradient(([t]) => [cumprod(t!, 1)], [input], next);
    checkGradient(([t]) => [cumprod(t!, 1)], [input], next, 2);
  }
  checkGradient(([t]) => [cummax(t!, 1), cummin(t!, 0)], [random], next);
});
