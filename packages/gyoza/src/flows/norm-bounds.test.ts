/** Bounds of norms against the singular values of the matrices. */
import { ops, tensor } from '@org/core';
import { sampled, thorough } from '@org/testing';
import { drawn } from '../testing/layers.js';
import { convolutionNormBound, matrixNormBound } from './norm-bounds.js';

/** The matrix of a convolution over pictures of a given side, row by row what becomes of each pixel alone. */
function convolutionMatrix(kernel: ReturnType<typeof drawn>, side: number) {
  const [, , inputs] = kernel.shape as [number, number, number];
  const size = side * side * inputs;
  const units = ops.reshape(ops.eye(size), [size, side, side, inputs]);
  return ops.reshape(ops.conv(units, kernel, 1, 'same'), [size, -1]);
}
const largest = async (matrix: ReturnType<typeof drawn>) =>
  Number(await (ops.svd(matrix, true, false) as unknown as typeof matrix).max().item());

test.each([
  [3, 3],
  [2, 5],
  [6, 1],
])('of matrices, %i by %i', async (rows, columns) => {
  for (const seed of [1, 2, 3]) {
    const matrix = drawn([rows, columns], seed);
    const [found, wanted] = [Number(await matrixNormBound(matrix).item()), await largest(matrix)];
    expect(found).toBeGreaterThan(wanted * (1 - 1e-5));
    expect(found).toBeLessThan(wanted * 1.06);
  }
});

const kernels = [
  [3, 1, 1],
  [3, 2, 3],
  [3, 3, 1],
  [5, 1, 2],
  [1, 3, 2],
] as const;

// Singular values of large matrices take seconds.
test.each(sampled(kernels, 3))('of convolutions, kernels of %i, %i to %i channels', async (size, inputs, outputs) => {
  for (const seed of thorough([1, 2], [1])) {
    const kernel = drawn([size, size, inputs, outputs], seed);
    const found = Number(await convolutionNormBound(kernel).item());
    const wanted = await largest(convolutionMatrix(kernel, 9));
    expect(found).toBeGreaterThan(wanted * (1 - 1e-5));
    // Zeros around pictures take off something, frequencies in between up to 1 / cos² 15°, and the power some more.
    expect(found).toBeLessThan(wanted * 1.35);
  }
});

test('one that sums all: its norm is the sum', async () => {
  const found = Number(await convolutionNormBound(tensor(new Float32Array(9).fill(1), [3, 3, 1, 1])).item());
  expect(found).toBeGreaterThan(9);
  expect(found).toBeLessThan(9 * 1.13);
});
