import { add, mul, neg, scalar } from '../primitives/elementwise.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { bodiesOf, dependents, leavesOf, mapBodies, topologicalOrder } from './node.js';

const x = placeholder({ shape: [2], dtype: 'float32' });
const y = placeholder({ shape: [2], dtype: 'float32' });
const names = (outputs: Tensor[], stop?: (tensor: Tensor) => boolean) =>
  topologicalOrder(outputs, stop).map(({ primitive }) => primitive.name);

test('every node comes after its inputs, and once', () => {
  const sum = add(x, y);
  const result = mul(neg(sum), sum);
  expect(names([result, sum])).toEqual(['add', 'negative', 'multiply']);
});

test('the walk stops where it is told to', () => {
  const sum = add(x, y);
  expect(names([neg(sum)], (tensor) => tensor === sum)).toEqual(['negative']);
});

test('graphs may be deeper than the call stack', () => {
  let deep: Tensor = x;
  for (let i = 0; i < 50_000; i++) deep = neg(deep);
  expect(topologicalOrder([deep])).toHaveLength(50_000);
});

test('leaves are placeholders and concrete values, each once', () => {
  const one = scalar(1, 'float32');
  const leaves = leavesOf([add(mul(x, one), x), y]);
  expect(leaves.map((leaf) => [x, one, y].indexOf(leaf))).toEqual([0, 1, 2]);
});

test('dependents of a tensor', () => {
  const left = neg(x);
  const right = neg(y);
  const both = add(left, right);
  const nodes = topologicalOrder([both]);
  expect(dependents(nodes, [x])).toEqual(new Set([left.node, both.node]));
});

test('bodies among attributes, alone and in lists', () => {
  const body = { inputs: [x], outputs: [neg(x)] };
  const other = { inputs: [y], outputs: [y] };
  expect(bodiesOf({ body, branches: [body, other], axis: 1 })).toEqual([body, body, other]);
  expect(mapBodies({ body, branches: [body], axes: [1] }, () => other)).toEqual({
    body: other,
    branches: [other],
    axes: [1],
  });
});
