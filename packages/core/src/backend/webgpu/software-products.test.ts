import { product } from '../../primitives/matmul.js';
import { transpose } from '../../primitives/movement.js';
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

test.each<[a: number[], b: number[], transposeA?: boolean, transposeB?: boolean]>([
  [
    [3, 64, 16],
    [3, 16, 64],
  ],
  [[2, 3, 16, 20], [2, 3, 8, 20], false, true],
  [[2, 3, 32, 5], [2, 3, 32, 8], true, false],
  [[2, 16, 6], [2, 4, 16], true, true],
])('those of a stack, %j and %j, are groups of one', async (...given) => {
  const operators = await operatorsOf(...given);
  expect(operators).toContain('ConvTranspose');
  expect(operators).not.toContain('MatMul');
});

test('heads that lie behind the rows are not brought in front of them', async () => {
  const headsFirst = [0, 2, 1, 3];
  const operators = await operatorsOnSoftware(
    (x, y) => transpose(product(transpose(x, headsFirst), y), headsFirst),
    [2, 6, 3, 16],
    [2, 3, 16, 8],
  );
  // Two in front of rows that come first and behind them, and two that the runtime leaves out.
  expect(operators.filter((name) => name === 'Transpose')).toHaveLength(4);
});

test.each([
  ['a stack of short ones', [3, 64, 8], [3, 8, 64]],
  ['a stack that repeats', [3, 64, 64], [1, 64, 64]],
  ['an odd length', [64, 65], [65, 64]],
])('%s are left as they are', async (_what, a, b) => {
  expect(await operatorsOf(a, b)).not.toContain('ConvTranspose');
});
