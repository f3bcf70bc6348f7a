import { neg } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { transpose } from '../../primitives/movement.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { cancelTransposes } from './cancel-transposes.js';

const x = placeholder({ shape: [2, 3, 4], dtype: 'float32' });
const pass = (output: Tensor): Tensor => cancelTransposes({ inputs: [x], outputs: [output] }).outputs[0]!;

test('a transpose and its inverse are nothing', () => {
  expect(pass(transpose(transpose(x, [2, 0, 1]), [1, 2, 0]))).toBe(x);
});

test('two transposes are one', () => {
  const result = pass(transpose(transpose(x, [2, 0, 1]), [2, 1, 0]));
  expect(nodeNames(result)).toEqual(['transpose']);
  expect(result.node!.attributes.permutation).toEqual([1, 0, 2]);
  expect(result.shape).toEqual([3, 2, 4]);
});

test('three in a row', () => {
  expect(pass(transpose(transpose(transpose(x, [1, 2, 0]), [1, 2, 0]), [1, 2, 0]))).toBe(x);
});

test('what another operation needs stays', () => {
  const turned = transpose(x, [2, 0, 1]);
  expect(nodeNames(pass(transpose(neg(turned), [1, 2, 0])))).toEqual(['transpose', 'negative', 'transpose']);
});

test('a matrix product transposes its own operands', () => {
  const a = placeholder({ shape: [3, 2], dtype: 'float32' });
  const result = pass(product(transpose(a, [1, 0]), a));
  expect(nodeNames(result)).toEqual(['matmul']);
  expect(result.node!.attributes).toEqual({ transposeX: true, transposeY: false });
});
