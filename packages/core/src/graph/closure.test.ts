import { add, div, mul, neg, scalar, sin } from '../primitives/elementwise.js';
import { broadcastTo } from '../primitives/movement.js';
import { splitKey } from '../random/keys.js';
import { placeholder, type Tensor, tensor } from '../tensor/tensor.js';
import { nodeNames } from '../testing/nodes.js';
import { closeOver } from './closure.js';

const spec = { shape: [2], dtype: 'float32' } as const;
const [outside, other] = [placeholder(spec), placeholder(spec)];
const graphOf = (f: (x: Tensor) => Tensor) => {
  const x = placeholder(spec);
  return { inputs: [x], outputs: [f(x)] };
};

test('tensors from outside become inputs', () => {
  const { bodies, captured } = closeOver([graphOf((x) => mul(add(x, outside), outside))]);
  expect(captured.map((tensor) => tensor === outside)).toEqual([true]);
  const [body] = bodies;
  expect(body!.inputs).toHaveLength(2);
  expect(body!.outputs[0]!.node!.inputs[1]).toBe(body!.inputs[1]);
});

test('what does not depend on the inputs is computed outside, once', () => {
  const invariant = sin(outside);
  const { bodies, captured } = closeOver([graphOf((x) => mul(x, invariant)), graphOf((x) => add(x, invariant))]);
  expect(captured.map((tensor) => tensor === invariant)).toEqual([true]);
  expect(bodies.map((body) => nodeNames(...body.outputs))).toEqual([['multiply'], ['add']]);
});

test('all graphs have the same further inputs', () => {
  const { bodies, captured } = closeOver([graphOf((x) => mul(x, outside)), graphOf((x) => mul(x, other))]);
  expect(captured).toHaveLength(2);
  expect(bodies[0]!.inputs.slice(1).every((input, i) => input === bodies[1]!.inputs[1 + i])).toBe(true);
});

test('known scalars stay in the graph, larger tensors do not', () => {
  const { captured } = closeOver([graphOf((x) => mul(add(x, scalar(2, 'float32')), tensor([1.5, 2])))]);
  expect(captured.map(({ shape }) => shape)).toEqual([[2]]);
});

test('so does what is made of them alone', () => {
  const twos = broadcastTo(div(scalar(2, 'float32'), scalar(1, 'float32')), [2]);
  const { bodies, captured } = closeOver([graphOf((x) => mul(x, add(twos, outside)))]);
  expect(captured.map(({ node }) => node?.primitive.name)).toEqual(['add']);
  expect(closeOver([graphOf((x) => mul(x, twos))]).captured).toEqual([]);
  expect(nodeNames(...bodies[0]!.outputs)).toEqual(['multiply']);
});

test('the few words that keys are split by stay in the graph', () => {
  const key = placeholder({ shape: [2], dtype: 'uint32' });
  const { captured } = closeOver([{ inputs: [key], outputs: [splitKey(key)] }]);
  expect(captured).toEqual([]);
});

test('an output may come from outside', () => {
  const { bodies, captured } = closeOver([{ inputs: [], outputs: [neg(outside), other] }]);
  expect(captured).toHaveLength(2);
  expect(nodeNames(...bodies[0]!.outputs)).toEqual([]);
});
