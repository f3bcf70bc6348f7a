import { emitOne } from '../../op.js';
import { convPrimitive } from '../../primitives/conv.js';
import { add, mul } from '../../primitives/elementwise.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { fuseBias } from './fuse-bias.js';

const input = (...shape: number[]) => placeholder({ shape, dtype: 'float32' });
const attributes = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };
const [x, kernel] = [input(2, 3, 5), input(4, 3, 2)];
const convolved = () => emitOne(convPrimitive, [x, kernel], attributes as never);
const pass = (...outputs: Tensor[]) => fuseBias({ inputs: [x, kernel], outputs }).outputs;

test('a number for each channel is taken up', () => {
  const bias = input(4, 1);
  for (const sum of [add(convolved(), bias), add(bias, convolved())]) {
    const [result] = pass(sum);
    expect(nodeNames(result!)).toEqual(['reshape', 'conv']);
    expect(result!.node!.inputs).toHaveLength(3);
    expect(result!.shape).toEqual([2, 4, 4]);
  }
});

test.each([
  ['numbers for each position', [4]],
  ['numbers for each example', [2, 4, 1]],
  ['numbers for everything', [2, 4, 4]],
])('%s are not', (_what, shape) => {
  expect(nodeNames(...pass(add(convolved(), input(...shape))))).toEqual(['conv', 'add']);
});

test('a convolution that is used elsewhere stays as it is', () => {
  const y = convolved();
  const names = nodeNames(...pass(mul(add(y, input(4, 1)), y)));
  expect(names).toEqual(['conv', 'add', 'multiply']);
});

test('a second bias is not', () => {
  const names = nodeNames(...pass(add(add(convolved(), input(4, 1)), input(4, 1))));
  expect(names).toEqual(['reshape', 'conv', 'add']);
});
