import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import { add, mul, scalar, sqrt, sub } from '../../../primitives/elementwise.js';
import { product } from '../../../primitives/matmul.js';
import { sum } from '../../../primitives/reduce.js';
import { scan } from '../../../primitives/scan.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { evaluateTensors } from '../../evaluate.js';
import { loopScans } from './loop-scans.js';

const float = (shape: Shape) => placeholder({ shape, dtype: 'float32' });
const values = (shape: Shape, seed: number) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(seed + i)),
    shape,
  );

const SHAPES: Shape[] = [
  [3, 2],
  [2, 3],
  [3, 3],
  [3, 1],
];

/** What a step of training gives: the next weights and moments, and its losses. */
type Step = (weights: readonly Tensor[], moments: readonly Tensor[], batch: Tensor) => Tensor[];

/** Three steps, each with a batch of its own. */
function trained(step: Step, shapes: readonly Shape[], reverse = false): Tensor[] {
  const [weights, moments] = [shapes.map(float), shapes.map(float)];
  const batch = float([4, 3]);
  const body: Graph = { inputs: [...weights, ...moments, batch], outputs: step(weights, moments, batch) };
  const carried = [...shapes, ...shapes].map((shape, i) => mul(values(shape, i), values(shape, i)));
  return scan(body, { carried, stacked: [values([3, 4, 3], 7)], captured: [] }, 3, reverse);
}

/** Weights by root mean squares of their gradients. The batch has a part in the rate. */
const optimizer: Step = (weights, moments, batch) => {
  const [first, second, ...others] = weights as [Tensor, Tensor, ...Tensor[]];
  const y = product(product(batch, first), second);
  const rate = mul(sum(y, [0, 1]), scalar(0.01, 'float32'));
  const gradients = weights.map((weight) => product(product(weight, weight, false, true), weight));
  const next = moments.map((moment, i) => add(mul(moment, scalar(0.9, 'float32')), mul(gradients[i]!, gradients[i]!)));
  const updated = weights.map((weight, i) =>
    sub(weight, mul(mul(gradients[i]!, rate), sqrt(add(next[i]!, scalar(1, 'float32'))))),
  );
  const losses = [sum(y, [0, 1]), product(y, others[0]!)];
  return [...updated, ...next, ...losses];
};

async function expectSameResults(outputs: readonly Tensor[], results: readonly Tensor[]): Promise<void> {
  const expected = evaluateGraph(outputs);
  await evaluateTensors(results);
  for (const [i, result] of results.entries()) {
    expect(result.shape).toEqual(outputs[i]!.shape);
    const wanted = toNumbers(expected[i]!);
    for (const [k, value] of Array.from(toNumbers(result.host!)).entries()) expect(value).toBeCloseTo(wanted[k]!, 4);
  }
}

test.each([false, true])('a training loop that is a scan becomes a counted loop, backwards: %s', async (reverse) => {
  const outputs = trained(optimizer, SHAPES, reverse);
  expect(outputs.slice(-2).map(({ shape }) => shape)).toEqual([[3], [3, 4, 3]]);
  const { outputs: results } = loopScans({ inputs: [], outputs });
  expect(nodeNames(...outputs)).toContain('scan');
  expect(nodeNames(...results)).toContain('loop');
  expect(nodeNames(...results)).not.toContain('scan');
  await expectSameResults(outputs, results);
});

test('one whose iterations are done one by one does as well', async () => {
  const single: Step = ([weight], [moment], batch) => {
    const next = add(moment!, mul(weight!, weight!));
    return [sub(weight!, mul(sum(batch, [0, 1]), sqrt(next))), next];
  };
  const outputs = trained(single, [[3, 2]]);
  const asked: Graph[] = [];
  const of = (isStepped: boolean) =>
    loopScans({ inputs: [], outputs }, (graph) => {
      asked.push(graph);
      return isStepped;
    });
  expect(nodeNames(...of(false).outputs)).toContain('scan');
  expect(nodeNames(...of(true).outputs)).toContain('loop');
  expect(asked).toHaveLength(2);
  await expectSameResults(outputs, of(true).outputs);
});

test('others stay scans: those that update nothing, and those that put out much', () => {
  const sums: Step = (weights, moments, batch) => [
    ...weights.map((weight) => add(weight, sum(batch, [0, 1]))),
    ...moments,
    batch,
  ];
  const much: Step = (weights, moments, batch) => [
    ...optimizer(weights, moments, batch),
    product(values([2000, 4], 1), batch),
  ];
  for (const step of [sums, much]) {
    const { outputs } = loopScans({ inputs: [], outputs: trained(step, SHAPES) });
    expect(nodeNames(...outputs)).not.toContain('loop');
  }
});
