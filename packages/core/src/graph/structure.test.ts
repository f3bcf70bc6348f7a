import { add, mul, scalar, sub } from '../primitives/elementwise.js';
import { sum } from '../primitives/reduce.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../tensor/tensor.js';
import type { Graph } from './node.js';
import { attributesKey, structureKey } from './structure.js';

const input = (shape: number[] = [2], dtype: 'float32' | 'int32' = 'float32') => placeholder({ shape, dtype });
const graphOf = (f: (x: Tensor, y: Tensor) => Tensor, shape?: number[]): Graph => {
  const inputs = [input(shape), input(shape)];
  return { inputs, outputs: [f(inputs[0]!, inputs[1]!)] };
};
const key = (graph: Graph, embedded = true) => structureKey(graph, (leaf) => embedded && leaf.host !== null);

test('graphs made by the same function share a key', () => {
  const f = (x: Tensor, y: Tensor) => mul(add(x, y), x);
  expect(key(graphOf(f))).toBe(key(graphOf(f)));
});

test.each<[string, (x: Tensor, y: Tensor) => Tensor, (x: Tensor, y: Tensor) => Tensor]>([
  ['the operation', add, sub],
  ['the order of inputs', (x, y) => sub(x, y), (x, y) => sub(y, x)],
  ['what is used twice', (x, y) => add(x, y), (x) => add(x, x)],
  ['an attribute', (x) => sum(x, [0]), (x) => sum(x, [0], true)],
  ['an embedded number', (x) => mul(x, scalar(2, 'float32')), (x) => mul(x, scalar(3, 'float32'))],
  ['the sign of an embedded zero', (x) => mul(x, scalar(0, 'float32')), (x) => mul(x, scalar(-0, 'float32'))],
])('%s is part of the key', (_what, f, g) => {
  expect(key(graphOf(f))).not.toBe(key(graphOf(g)));
});

test('shapes and dtypes of inputs are part of the key', () => {
  expect(key(graphOf(add, [2]))).not.toBe(key(graphOf(add, [3])));
  const integers = [input([2], 'int32'), input([2], 'int32')];
  expect(key({ inputs: integers, outputs: [add(integers[0]!, integers[1]!)] })).not.toBe(key(graphOf(add, [2])));
});

test('numbers that are fed are no part of the key', () => {
  const scaled = (factor: number) => {
    const x = input();
    const constant = fromHost(fromNumbers([factor], 'float32', []));
    return { inputs: [x, constant], outputs: [mul(x, constant)] };
  };
  expect(key(scaled(2), false)).toBe(key(scaled(3), false));
});

test('the structure of a body is part of its node', () => {
  const double = (n: number) => ({ body: graphOf((x) => mul(x, scalar(n, 'float32'))) });
  expect(attributesKey(double(2))).toBe(attributesKey(double(2)));
  expect(attributesKey(double(2))).not.toBe(attributesKey(double(3)));
});

test('attributes that JSON cannot write differ', () => {
  const keys = [Number.NaN, Infinity, -Infinity, 0, -0, null].map((value) => attributesKey({ value }));
  expect(new Set(keys).size).toBe(keys.length);
});
