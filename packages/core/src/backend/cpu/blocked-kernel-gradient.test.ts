import { evaluateGraph } from '../../graph/evaluate.js';
import { type ConvAttributes, conv } from '../../primitives/conv.js';
import { kernelGradient } from '../../primitives/conv-kernel-gradient.js';
import { mul, scalar } from '../../primitives/elementwise.js';
import { fromNumbers, toNumbers } from '../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../tensor/tensor.js';
import { assertClose } from '../../testing/close.js';
import { nodeNames } from '../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../testing/random-values.js';
import { runGraph } from '../../testing/run-graph.js';
import { chooseBlockedGradients } from './blocked-kernel-gradient.js';
import { blockChannels } from './passes/block-channels.js';

const plain: ConvAttributes = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };
const same = { ...plain, before: [1, 1], after: [1, 1] };
const of = (shape: readonly number[]): Tensor => placeholder({ shape, dtype: 'float32' });

/** [x, cotangent] of a convolution. */
const shapesOf = (x: readonly number[], filters: number, taps: readonly number[], attributes: ConvAttributes) =>
  [x, conv(of(x), of([filters, x[1]! / attributes.groups, ...taps]), attributes).shape] as const;

const isChosen = (
  x: readonly number[],
  filters: number,
  taps: readonly number[],
  attributes: ConvAttributes,
): boolean => {
  const [image, g] = shapesOf(x, filters, taps, attributes).map(of) as [Tensor, Tensor];
  const graph = { inputs: [image, g], outputs: [kernelGradient(image, g, taps, attributes)] };
  return nodeNames(...chooseBlockedGradients(graph, 16).outputs).includes('blocked_kernel_gradient');
};

test('rows and channels of cotangents come in whole blocks, or some images side by side do', () => {
  expect(isChosen([2, 5, 8, 16], 16, [3, 3], same)).toBe(true);
  expect(isChosen([2, 5, 8, 8], 16, [3, 3], same)).toBe(true);
  expect(isChosen([3, 5, 8, 8], 16, [3, 3], same)).toBe(false);
  expect(isChosen([2, 5, 8, 12], 16, [3, 3], same)).toBe(false);
  expect(isChosen([2, 5, 8, 16], 20, [3, 3], same)).toBe(false);
  expect(isChosen([2, 5, 8, 16], 16, [3, 3], { ...same, strides: [1, 2] })).toBe(false);
  expect(isChosen([2, 32, 8, 16], 32, [3, 3], { ...same, groups: 2 })).toBe(false);
});

test('so few pixels are added in one number that two rows are no more, or one that is all', () => {
  expect(isChosen([2, 16, 32, 32], 16, [3, 3], same)).toBe(true);
  expect(isChosen([2, 16, 32, 128], 16, [3, 3], same)).toBe(false);
  expect(isChosen([2, 16, 31, 64], 16, [3, 3], same)).toBe(false);
});

test('equal numbers are added up to six digits', async () => {
  const shape = [64, 16, 32, 32];
  const filled = (value: number) => fromNumbers(new Float64Array(64 * 16 * 32 * 32).fill(value), 'float32', shape);
  const [x, g] = [filled(0.1), filled(0.3)].map(placeholder) as [Tensor, Tensor];
  const graph = { inputs: [x, g], outputs: [kernelGradient(x, g, [3, 3], same)] };
  const [result] = await runGraph(graph, [filled(0.1), filled(0.3)], 'cpu');
  const product = 64 * Math.fround(0.1) * Math.fround(0.3);
  const expected = Float64Array.from({ length: 16 * 16 * 9 }, (_, i) => {
    const [row, column] = [Math.floor((i % 9) / 3), i % 3];
    return product * (row === 1 ? 32 : 31) * (column === 1 ? 32 : 31);
  });
  assertClose('gradient', toNumbers(result!), expected, { rtol: 1e-6, atol: 0 });
});

test.each<[string, readonly number[], number, readonly number[], ConvAttributes]>([
  ['of the same size', [2, 5, 8, 16], 16, [3, 3], same],
  ['in bands', [2, 3, 32, 16], 16, [3, 3], same],
  ['in bands, valid', [2, 3, 14, 32], 16, [3, 3], { ...plain, before: [0, 1], after: [0, 1] }],
  [
    'in bands, with strides along columns, dilated',
    [2, 3, 38, 16],
    16,
    [3, 2],
    { ...plain, strides: [2, 1], dilations: [3, 1], before: [2, 0], after: [1, 1] },
  ],
  ['of rows of two blocks', [3, 16, 8, 32], 32, [3, 3], same],
  ['of images side by side', [4, 20, 8, 8], 16, [3, 3], same],
  ['valid', [2, 3, 9, 16], 16, [3, 2], plain],
  ['padded unevenly', [2, 3, 9, 16], 16, [3, 4], { ...plain, before: [0, 3], after: [2, 1] }],
  ['padded beyond the kernel', [2, 3, 5, 16], 16, [2, 2], { ...plain, before: [2, 3], after: [1, 2] }],
  ['of a pixel', [2, 16, 4, 16], 16, [1, 1], plain],
  ['dilated', [2, 3, 9, 16], 32, [3, 3], { ...same, dilations: [2, 3], before: [1, 2], after: [2, 4] }],
  ['with strides along columns', [2, 3, 9, 16], 16, [3, 3], { ...same, strides: [2, 1] }],
])('a convolution %s', async (name, x, filters, taps, attributes) => {
  const next = randomNumbers(name);
  const values = shapesOf(x, filters, taps, attributes).map((shape) => randomArray(next, shape, 'float32'));
  const gradient = ([image, g]: readonly Tensor[]) => kernelGradient(image!, g!, taps, attributes);
  const inputs = values.map(placeholder);
  const graph = { inputs, outputs: [gradient(inputs)] };
  expect(isChosen(x, filters, taps, attributes)).toBe(true);
  const [expected] = evaluateGraph([gradient(values.map(fromHost))]);
  const known = new Map(inputs.map((input, i) => [input, values[i]!]));
  const [evaluated] = evaluateGraph(blockChannels(chooseBlockedGradients(graph, 16), 16).outputs, known);
  assertClose(`${name}, in JavaScript`, toNumbers(evaluated!), toNumbers(expected!), { rtol: 1e-5, atol: 1e-4 });
  const [actual] = await runGraph(graph, values, 'cpu');
  assertClose(`${name}, by the runtime`, toNumbers(actual!), toNumbers(expected!), { rtol: 1e-5, atol: 1e-4 });
});

test.each<[string, readonly number[], number]>([
  ['as many as a block has', [2, 3, 8, 16], 16],
  ['in bands', [2, 3, 32, 16], 16],
  ['more than a block has, in bands of rows of two blocks', [2, 3, 16, 32], 32],
  ['more than a block has, in one band', [2, 3, 8, 16], 32],
])('the input is a result in blocks, of channels %s', async (name, shape, channels) => {
  const next = randomNumbers(name);
  const [n, , ...size] = shape as [number, number, ...number[]];
  const shapes = [shape, [channels, 3, 3, 3], [n, 16, ...size]];
  const values = shapes.map((each) => randomArray(next, each, 'float32'));
  const gradient = ([x, kernel, g]: readonly Tensor[]) =>
    kernelGradient(conv(x!, mul(kernel!, scalar(0.1, 'float32')), same), g!, [3, 3], same);
  const inputs = values.map(placeholder);
  const graph = { inputs, outputs: [gradient(inputs)] };
  const [expected] = evaluateGraph([gradient(values.map(fromHost))]);
  const known = new Map(inputs.map((input, i) => [input, values[i]!]));
  const [evaluated] = evaluateGraph(blockChannels(chooseBlockedGradients(graph, 16), 16).outputs, known);
  assertClose(`${name}, in JavaScript`, toNumbers(evaluated!), toNumbers(expected!), { rtol: 1e-5, atol: 1e-4 });
  const [actual] = await runGraph(graph, values, 'cpu');
  assertClose(`${name}, by the runtime`, toNumbers(actual!), toNumbers(expected!), { rtol: 1e-5, atol: 1e-4 });
});
