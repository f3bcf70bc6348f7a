import { product } from '../../primitives/matmul.js';
import { operatorsOnSoftware } from '../../testing/on-software.js';

const operatorsOf = (a: number[], b: number[], transposeA = false, transposeB = false) =>
  operatorsOnSoftware((x, y) => product(x, y, transposeA, transposeB), a, b);

test.each<[a: number[], b: number[], transposeA?: boolean, transposeB?: boolean]>([
  [
    [36, 64],
    [64, 48],
  ],
  [[64, 36], [64, 48], true, false],
  [[36, 64], [48, 64], false, true],
  [[64, 3], [10, 64], true, true],
  [
    [1, 8],
    [8, 6],
  ],
])('the product of %j and %j is one of points', async (...given) => {
  const operators = await operatorsOf(...given);
  expect(operators).toContain('ConvTranspose');
  expect(operators.filter((name) => name === 'Gemm' || name === 'MatMul')).toEqual([]);
  // Each in place of a transpose of two axes.
  expect(operators.filter((name) => name === 'Einsum')).toHaveLength(given.slice(2).filter(Boolean).length);
});

test.each([
  [[32, 512], [512, 40], false, ['Einsum', 'Gemm']],
  [[32, 512], [40, 512], true, ['Gemm']],
] as const)('of a long one, %j and %j, the second matrix is turned', async (a, b, transposeB, expected) => {
  expect(await operatorsOf([...a], [...b], false, transposeB)).toEqual(expected);
});

test.each([
  ['a stack of filled tiles', [3, 64, 64], [3, 64, 64]],
  ['an odd length', [64, 65], [65, 64]],
])('%s is left as it is', async (_what, a, b) => {
  expect(await operatorsOf(a, b)).not.toContain('ConvTranspose');
});
