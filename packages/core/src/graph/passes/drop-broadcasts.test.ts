import { add, mul, neg, scalar } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { broadcastTo, reshape, transpose } from '../../primitives/movement.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { dropBroadcasts } from './drop-broadcasts.js';

const x = placeholder({ shape: [3, 4], dtype: 'float32' });
const row = placeholder({ shape: [4], dtype: 'float32' });
const column = placeholder({ shape: [3, 1], dtype: 'float32' });
const pass = (output: Tensor): Tensor => dropBroadcasts({ inputs: [x, row, column], outputs: [output] }).outputs[0]!;

test('an operand is not repeated in front of an elementwise operation', () => {
  const result = pass(add(x, broadcastTo(row, [3, 4])));
  expect(nodeNames(result)).toEqual(['add']);
  expect(result.node!.inputs[1]).toBe(row);
});

test('two broadcasts that make up each other are not needed', () => {
  expect(nodeNames(pass(mul(broadcastTo(row, [3, 4]), broadcastTo(column, [3, 4]))))).toEqual(['multiply']);
});

test('what is computed on repeated elements is computed once, then repeated', () => {
  const result = pass(neg(neg(broadcastTo(row, [3, 4]))));
  expect(nodeNames(result)).toEqual(['negative', 'negative', 'broadcast_to']);
  expect(result.shape).toEqual([3, 4]);
});

test('one number looks the same from all sides', () => {
  const zeros = reshape(broadcastTo(scalar(0, 'float32'), [2, 6]), [4, 3]);
  expect(nodeNames(pass(add(x, transpose(zeros, [1, 0]))))).toEqual(['add']);
});

test('what is repeated in two steps is repeated once', () => {
  const total = scalar(0, 'float32');
  const twice = broadcastTo(reshape(broadcastTo(total, [3]), [3, 1]), [3, 4]);
  const result = pass(mul(x, twice));
  expect(nodeNames(result)).toEqual(['multiply']);
  expect(result.node!.inputs[1]!.size).toBe(1);
  expect(nodeNames(pass(broadcastTo(broadcastTo(row, [3, 4]), [2, 3, 4])))).toEqual(['broadcast_to']);
});

test('other operations get what they need', () => {
  expect(nodeNames(pass(product(x, broadcastTo(row, [4, 4]))))).toEqual(['broadcast_to', 'matmul']);
});

test('a product with repeated ones is the other factor, repeated where that is smaller', () => {
  const ones = broadcastTo(scalar(1, 'float32'), [3, 4]);
  expect(pass(mul(ones, x))).toBe(x);
  expect(pass(mul(x, broadcastTo(reshape(scalar(1, 'float32'), [1, 1]), [3, 4])))).toBe(x);
  expect(nodeNames(pass(mul(broadcastTo(row, [3, 4]), ones)))).toEqual(['broadcast_to']);
  expect(nodeNames(pass(mul(x, broadcastTo(scalar(2, 'float32'), [3, 4]))))).toEqual(['multiply']);
  expect(nodeNames(pass(add(x, ones)))).toEqual(['add']);
});
