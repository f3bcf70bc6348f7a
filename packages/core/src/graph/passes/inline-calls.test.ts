import { call } from '../../primitives/call.js';
import { add, mul, stopGradient } from '../../primitives/elementwise.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import type { Graph } from '../node.js';
import { inlineCalls } from './inline-calls.js';

const spec = { shape: [2], dtype: 'float32' } as const;
const x = placeholder(spec);
const pass = (output: Tensor): Tensor => inlineCalls({ inputs: [x], outputs: [output] }).outputs[0]!;
const bodyOf = (f: (x: Tensor) => Tensor): Graph => {
  const input = placeholder(spec);
  return { inputs: [input], outputs: [f(input)] };
};

test('a call is replaced by what it does', () => {
  const square = bodyOf((a) => mul(a, a));
  const [y] = call(square, [x]);
  const result = pass(add(y!, x));
  expect(nodeNames(result)).toEqual(['multiply', 'add']);
  expect(result.node!.inputs[0]!.node!.inputs.every((input) => input === x)).toBe(true);
});

test('calls inside calls', () => {
  const square = bodyOf((a) => mul(a, a));
  const fourth = bodyOf((a) => call(square, call(square, [a]))[0]!);
  expect(nodeNames(pass(call(fourth, [x])[0]!))).toEqual(['multiply', 'multiply']);
});

test('a stopped gradient is no operation of its own', () => {
  expect(nodeNames(pass(add(stopGradient(x), x)))).toEqual(['add']);
});
