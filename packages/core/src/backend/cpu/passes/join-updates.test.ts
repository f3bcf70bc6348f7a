import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import { add, div, maximum, minimum, mul, scalar, sqrt, sub } from '../../../primitives/elementwise.js';
import { product } from '../../../primitives/matmul.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { type Tensor, tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { joinUpdates } from './join-updates.js';

const values = (shape: Shape, seed: number) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => 1 + Math.sin(seed + i)),
    shape,
  );
const number = (value: number) => scalar(value, 'float32');

/** An optimizer's update of weights: next moments, then next weights. */
function step(shapes: readonly Shape[], rates: readonly number[] = []): Graph {
  const [weights, moments] = [shapes.map(values), shapes.map((shape, i) => values(shape, 50 + i))];
  const gradients = shapes.map((shape, i) => values(shape, 100 + i));
  const next = moments.map((moment, i) => add(mul(moment, number(0.9)), mul(gradients[i]!, gradients[i]!)));
  const updated = weights.map((weight, i) =>
    sub(weight, div(mul(gradients[i]!, number(rates[i] ?? 0.1)), add(sqrt(next[i]!), number(1)))),
  );
  return { inputs: [], outputs: [...next, ...updated] };
}

const count = ({ outputs }: Graph, name: string) => nodeNames(...outputs).filter((each) => each === name).length;

function expectSameResults(graph: Graph): Graph {
  const joined = joinUpdates(graph);
  const [before, after] = [graph, joined].map(({ outputs }) => evaluateGraph(outputs).map(toNumbers));
  expect(after).toEqual(before);
  expect(joined.outputs.map(({ shape }) => shape)).toEqual(graph.outputs.map(({ shape }) => shape));
  return joined;
}

const equalShapes = (n: number, shape: Shape): Shape[] => Array.from({ length: n }, () => shape);

it('updates many small weights at once', () => {
  const joined = expectSameResults(step(equalShapes(10, [4, 3])));
  expect(count(joined, 'sqrt')).toBe(1);
  expect(count(joined, 'split')).toBe(2);
});

it('joins what fits behind each other: sizes of the first axis may differ', () => {
  const joined = expectSameResults(step([...[1, 2, 3, 4, 5].map((rows) => [rows, 3]), ...equalShapes(5, [7])]));
  expect(count(joined, 'sqrt')).toBe(2);
});

it('joins what takes three operations, as setting to zero what is negligible', () => {
  const slots = equalShapes(6, [5]).map(values);
  const outputs = slots.map((x) => sub(x, maximum(minimum(x, number(0.5)), number(-0.5))));
  expect(count(expectSameResults({ inputs: [], outputs }), 'maximum')).toBe(1);
});

it('leaves alone what is large, differs or is too little', () => {
  const rates = [0.1, 0.2, 0.3, 0.4, 0.5];
  for (const graph of [step(equalShapes(5, [64, 65])), step(equalShapes(5, [4]), rates), step([[4], [4]])])
    expect(joinUpdates(graph)).toBe(graph);
});

it('leaves alone what others of the same kind depend on', () => {
  const weight = values([3, 3], 1);
  let x = values([3, 3], 2);
  const outputs: Tensor[] = [];
  for (let i = 0; i < 8; i++) {
    x = sqrt(add(mul(sub(product(x, weight), number(0.1)), number(0.2)), number(3)));
    outputs.push(x);
  }
  const joined = expectSameResults({ inputs: [], outputs });
  expect(count(joined, 'sqrt')).toBe(8);
});
