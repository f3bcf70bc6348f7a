import { add, mul, neg, scalar, sub } from '../../primitives/elementwise.js';
import { sum } from '../../primitives/reduce.js';
import * as random from '../../random/index.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { shareSubexpressions } from './share-subexpressions.js';

const x = placeholder({ shape: [2, 2], dtype: 'float32' });
const y = placeholder({ shape: [2, 2], dtype: 'float32' });
const pass = (output: Tensor): Tensor => shareSubexpressions({ inputs: [x, y], outputs: [output] }).outputs[0]!;

test('equal operations on equal inputs are one', () => {
  const result = pass(add(neg(mul(x, y)), neg(mul(x, y))));
  expect(nodeNames(result)).toEqual(['multiply', 'negative', 'add']);
});

test('the order of inputs and the attributes count', () => {
  expect(nodeNames(pass(add(sub(x, y), sub(y, x))))).toHaveLength(3);
  expect(nodeNames(pass(add(sum(x, [0]), sum(x, [1]))))).toHaveLength(3);
});

test('equal scalars are one value', () => {
  const twice = () => mul(x, scalar(2, 'float32'));
  expect(nodeNames(pass(add(twice(), twice())))).toEqual(['multiply', 'add']);
});

test('scalars of another sign or dtype are not', () => {
  const times = (value: number) => mul(x, scalar(value, 'float32'));
  expect(nodeNames(pass(add(times(0), times(-0))))).toEqual(['multiply', 'multiply', 'add']);
});

test('keys that are split by equal words are one', () => {
  const keys = () => random.split(random.PRNGKey(3));
  expect(nodeNames(pass(add(keys(), keys())))).toEqual(['threefry2x32', 'add']);
});

test('a chain of shared operations is as long as the expression', () => {
  // Without sharing there would be 2^20 nodes to lower.
  const grow = (depth: number): Tensor => (depth === 0 ? x : add(grow(depth - 1), neg(grow(depth - 1))));
  expect(nodeNames(pass(grow(10)))).toHaveLength(20);
});
