import { operationsOf } from './profiler.js';

const kernel = (operator: string, x: number[], y: number[], output: number[]) =>
  operationsOf({ operator, inputs: [x, y], output, bytes: 0, milliseconds: 1, least: 1, runs: 1, isAlone: true });

test('a product multiplies and adds for each element of the result as often as the inner axis is long', () => {
  expect(kernel('MatMul', [2, 3], [3, 5], [2, 5])).toBeCloseTo(2 * 2 * 3 * 5);
  expect(kernel('FusedGemm', [3, 2], [5, 3], [2, 5])).toBeCloseTo(2 * 2 * 3 * 5);
  expect(kernel('MatMul', [4, 7, 2, 3], [3, 5], [4, 7, 2, 5])).toBeCloseTo(4 * 7 * 2 * 2 * 3 * 5);
});

test('stacks of products are products', () => {
  expect(kernel('FusedMatMul', [4, 7, 2, 3], [4, 7, 3, 5], [4, 7, 2, 5])).toBeCloseTo(4 * 7 * 2 * 2 * 3 * 5);
});

test('a convolution does so for each number of a filter', () => {
  expect(kernel('Conv', [1, 6, 8, 8], [16, 6, 3, 3], [1, 16, 6, 6])).toBe(2 * 16 * 36 * 6 * 9);
  // Each number of the input meets each of its channel's kernels.
  expect(kernel('ConvTranspose', [1, 6, 8, 8], [6, 16, 3, 3], [1, 16, 10, 10])).toBe(2 * 6 * 64 * 16 * 9);
});

test('anything else moves bytes', () => {
  expect(kernel('Add', [4], [4], [4])).toBeNull();
});
