/** Graphs of nodes: several inputs and outputs, conditions, files, and what is no graph. */
import { ops, type Tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import { logDeterminant, numericalJacobian } from '../../testing/jacobian.js';
import { drawn, inFloat64, network } from '../../testing/layers.js';
import * as flows from '../index.js';

const { ConditionNode, FeedForwardNode, GraphINN, InputNode, JoinParts, Node, OutputNode, SplitParts } = flows;
beforeEach(() => keras.utils.setRandomSeed(1));
const along = (size: number) => ({ axes: [1], shape: [size] });
const affine = (size: number, conditionSize: number) =>
  new flows.ConditionalAffine({ ...along(size), network: network(2 * size), conditionSize });

/** Two inputs, three outputs, two conditions, one of them through a network. */
function wide() {
  const [a, b] = [new InputNode([4], { name: 'a' }), new InputNode([2], { name: 'b' })];
  const [c, d] = [new ConditionNode([3], { name: 'c' }), new ConditionNode([1], { name: 'd' })];
  const features = new FeedForwardNode([c, d], network(2), [2], { name: 'features' });
  const parts = new Node(a, new SplitParts([1, 3]), { name: 'parts' });
  const moved = new Node([parts, 1], affine(3, 3), { conditions: [[parts, 0], features] });
  const joined = new Node([moved, b], new JoinParts());
  const mixed = new Node(joined, new flows.AutoregressiveSpline({ ...along(5), hiddenUnits: [10] }));
  const last = new Node(mixed, new SplitParts([2, 3]));
  const outputs = [new OutputNode(parts), new OutputNode([last, 1]), new OutputNode([last, 0])];
  return new GraphINN([...outputs, last, a, b, c, d, mixed, joined, moved, parts, features]);
}

const shapes = [[1], [3], [2]];
const drawnInputs = (dtype: 'float32' | 'float64' = 'float32') => [drawn([2, 4], 1, dtype), drawn([2, 2], 2, dtype)];

test('several inputs, outputs and conditions, there and back', async () => {
  const graph = wide();
  const [inputs, conditions] = [drawnInputs(), [drawn([2, 3], 3), drawn([2, 1], 4)]];
  const [outputs, forwards] = graph.forwards(inputs, conditions);
  expect(outputs.map(({ shape }) => shape.slice(1))).toEqual(shapes);
  const [again, backwards] = graph.backwards(outputs, conditions);
  for (const [i, x] of inputs.entries())
    expectClose(await again[i]!.data(), await x.data(), { atol: 1e-5, rtol: 1e-5 });
  expectClose(await backwards.data(), await forwards.neg().data(), { atol: 1e-4 });
  const [other] = graph.backwards(
    outputs,
    conditions.map((each) => each.add(1)),
  );
  expect(Number(await other[0]!.sub(inputs[0]!).abs().max().item())).toBeGreaterThan(1e-2);
});

test('log-determinants are those of all inputs and outputs together', () =>
  inFloat64(async () => {
    const graph = wide();
    const conditions = [drawn([1, 3], 3, 'float64'), drawn([1, 1], 4, 'float64')];
    const x = ops.concatenate(drawnInputs('float64'), 1).at('0:1');
    const apart = (each: Tensor) => ops.split(each, [4], 1) as Tensor[];
    const repeated = (count: number) => conditions.map((each) => ops.tile(each, [count, 1]));
    const jacobian = await numericalJacobian(
      (each) => ops.concatenate(graph.forwards(apart(each), repeated(each.shape[0]!))[0], 1),
      x,
      1e-5,
    );
    const found = Number(await graph.forwards(apart(x), conditions)[1].item());
    expect(found).toBeCloseTo(logDeterminant(jacobian), 4);
  }));

test('its config makes the same graph', async () => {
  const graph = wide();
  const [inputs, conditions] = [drawnInputs(), [drawn([2, 3], 3), drawn([2, 1], 4)]];
  const [outputs] = graph.forwards(inputs, conditions);
  const copy = keras.layers.deserialize(
    JSON.parse(JSON.stringify(keras.layers.serialize(graph))),
  ) as unknown as flows.GraphINN;
  expect(copy.getConfig()).toEqual(graph.getConfig());
  copy.forwards(inputs, conditions);
  copy.setWeights(graph.weights.map(({ value }) => value));
  const [same] = copy.forwards(inputs, conditions);
  for (const [i, y] of outputs.entries()) expectClose(await same[i]!.data(), await y.data(), { atol: 1e-6 });
});

test('what cannot be gone through in both directions is no graph', () => {
  const input = new InputNode([4], { name: 'input' });
  const parts = new Node(input, new SplitParts([2, 2]), { name: 'parts' });
  const end = (...nodes: flows.GraphNode[]) => nodes.map((node) => new OutputNode(node));
  const error = (text: RegExp) => expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(text) });
  expect(() => new GraphINN([input, parts, ...end(parts)])).toThrow(error(/output 1 of parts, which goes nowhere/));
  expect(() => new GraphINN([input, ...end(input, input)])).toThrow(error(/taken twice/));
  expect(() => new GraphINN([parts, new OutputNode(parts), new OutputNode([parts, 1])])).toThrow(error(/takes input/));
  // Each half is the condition of the other one: on the way back neither is known.
  const first = new Node(parts, affine(2, 2), { conditions: [[parts, 1]], name: 'first' });
  const second = new Node([parts, 1], affine(2, 2), { conditions: parts, name: 'second' });
  expect(() => new GraphINN([input, parts, first, second, ...end(first, second)])).toThrow(error(/first, second/));
  expect(() => new Node([parts, 2], new SplitParts([1, 1]))).toThrow(error(/index below 2/));
  expect(() => new Node(parts, new SplitParts([1, 2]))).toThrow(error(/takes one tensor apart/));
  expect(() => wide()(drawn([2, 4]))).toThrow(error(/2 inputs, 3 outputs/));
  expect(() => wide().forwards(drawnInputs())).toThrow(error(/a tensor for each/));
});
