import { type ConvAttributes, conv } from '../../primitives/conv.js';
import { kernelGradient } from '../../primitives/conv-kernel-gradient.js';
import { operatorsOnSoftware } from '../../testing/on-software.js';

const of = (axes: number, given: Partial<ConvAttributes> = {}): ConvAttributes => {
  const [ones, zeros] = [new Array<number>(axes).fill(1), new Array<number>(axes).fill(0)];
  return { strides: ones, dilations: ones, before: zeros, after: zeros, groups: 1, ...given };
};

const sizesOf = (x: number[], taps: number[], { strides, dilations, before, after }: ConvAttributes): number[] =>
  taps.map((size, i) => {
    const room = x[i + 2]! + before[i]! + after[i]! - dilations[i]! * (size - 1) - 1;
    return Math.floor(room / strides[i]!) + 1;
  });

test.each<[x: number[], kernel: number[], Partial<ConvAttributes>]>([
  [[2, 4, 6, 5], [8, 4, 3, 2], {}],
  [[2, 1, 5, 5], [3, 1, 3, 3], { before: [1, 0], after: [2, 1] }],
  [[3, 2, 7], [4, 2, 3], { before: [2], after: [0] }],
])('of %j with %j, and its gradients, no thread waits', async (x, kernel, given) => {
  const [taps, attributes] = [kernel.slice(2), of(kernel.length - 2, given)];
  const sizes = sizesOf(x, taps, attributes);
  for (const operators of [
    await operatorsOnSoftware((a, b) => conv(a, b, attributes), x, kernel),
    await operatorsOnSoftware((a, g) => kernelGradient(a, g, taps, attributes), x, [x[0]!, kernel[0]!, ...sizes]),
  ]) {
    expect(operators).toContain('ConvTranspose');
    expect(operators.filter((name) => /^Conv$|MatMul|Gemm/.test(name))).toEqual([]);
  }
});

test('a kernel with gaps is turned likewise', async () => {
  const attributes = of(2, { dilations: [2, 3] });
  const operators = await operatorsOnSoftware((a, b) => conv(a, b, attributes), [2, 2, 9, 7], [4, 2, 3, 2]);
  expect(operators).toContain('ConvTranspose');
});

test('the gradient of a kernel that went in steps is a convolution in single ones', async () => {
  const [x, taps] = [
    [3, 2, 8, 7],
    [3, 2],
  ];
  const attributes = of(2, { strides: [2, 3], before: [1, 0] });
  const g = [3, 4, ...sizesOf(x, taps, attributes)];
  const operators = await operatorsOnSoftware((a, b) => kernelGradient(a, b, taps, attributes), x, g);
  expect(operators).toContain('ConvTranspose');
  expect(operators.filter((name) => /^Conv$|MatMul|Gemm/.test(name))).toEqual([]);
});

test.each<[string, x: number[], kernel: number[], Partial<ConvAttributes>]>([
  ['steps of two', [1, 2, 6, 6], [4, 2, 2, 2], { strides: [2, 2] }],
  ['groups', [1, 4, 5, 5], [4, 2, 2, 2], { groups: 2 }],
  ['more padding than the kernel meets', [1, 2, 5, 5], [4, 2, 2, 2], { before: [2, 0] }],
  ['one result', [1, 4, 5, 5], [1, 4, 2, 2], {}],
])('%s are left to the runtime', async (_what, x, kernel, given) => {
  expect(await operatorsOnSoftware((a, b) => conv(a, b, of(2, given)), x, kernel)).toContain('Conv');
});
