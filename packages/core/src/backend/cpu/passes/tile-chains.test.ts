import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph, Node } from '../../../graph/node.js';
import { add, div, mul, scalar, sqrt, sub } from '../../../primitives/elementwise.js';
import { loop } from '../../../primitives/loop.js';
import { product } from '../../../primitives/matmul.js';
import { reshape } from '../../../primitives/movement.js';
import { bitsToFraction, hashBits, randomBits } from '../../../primitives/random.js';
import { sum } from '../../../primitives/reduce.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { evaluateTensors } from '../../evaluate.js';
import type { Pieces } from '../calibration/decide.js';
import { tileChains } from './tile-chains.js';

const float = (shape: Shape) => placeholder({ shape, dtype: 'float32' });
const number = (value: number) => scalar(value, 'float32');
const values = (shape: Shape, seed: number) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => 1 + Math.sin(seed + i)),
    shape,
  );

/** Two iterations of `step` on a weight and a moment. */
function twice(shape: Shape, step: (weight: Tensor, moment: Tensor, rate: Tensor) => [Tensor, Tensor]): Tensor[] {
  const [weight, moment, rate] = [float(shape), float(shape), float([])];
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const body: Graph = { inputs: [iteration, weight, moment, rate], outputs: step(weight, moment, rate) };
  return loop(scalar(2, 'int64'), body, null, [values(shape, 1), values(shape, 2)], [number(0.1)]);
}

const bodyOf = ({ outputs }: Graph): Graph => {
  const node = outputs.map((x) => (x.node!.primitive.name === 'reshape' ? x.node!.inputs[0]! : x))[0]!.node as Node;
  return node.attributes.body as Graph;
};

/** An update as optimizers do it, with the gradient of the sum of (weight · input)². */
const update = (gradientOf: (weight: Tensor) => Tensor) => (weight: Tensor, moment: Tensor, rate: Tensor) => {
  const gradient = gradientOf(weight);
  const next = add(mul(moment, number(0.9)), mul(gradient, gradient));
  return [sub(weight, div(mul(gradient, rate), add(sqrt(next), number(1)))), next] as [Tensor, Tensor];
};

async function expectSameResults(outputs: readonly Tensor[]): Promise<void> {
  const expected = evaluateGraph(outputs);
  const tiled = tileChains({ inputs: [], outputs }).outputs;
  await evaluateTensors(tiled);
  tiled.forEach((result, i) => {
    const [given, wanted] = [toNumbers(result.host!), toNumbers(expected[i]!)];
    expect(result.shape).toEqual(outputs[i]!.shape);
    for (let k = 0; k < given.length; k += 997) expect(given[k]).toBeCloseTo(wanted[k]!, 5);
  });
}

test('a long chain on large tensors is a scan over pieces, which stay apart between the iterations', async () => {
  const outputs = twice(
    [800, 500],
    update((weight) => product(product(weight, weight, false, true), weight)),
  );
  const body = bodyOf(tileChains({ inputs: [], outputs }));
  expect(nodeNames(...body.outputs)).toEqual(['reshape', 'matmul', 'matmul', 'reshape', 'scan']);
  expect(body.outputs.map(({ shape }) => shape)).toEqual([
    [16, 25_000],
    [16, 25_000],
  ]);
  await expectSameResults(
    twice(
      [800, 500],
      update((weight) => mul(weight, number(2))),
    ),
  );
});

test('what a chain computes for a reduction whose result it uses is done before', async () => {
  const clipped = update((weight) => div(weight, sqrt(sum(mul(weight, weight), [0, 1]))));
  const names = nodeNames(...bodyOf(tileChains({ inputs: [], outputs: twice([512, 512], clipped) })).outputs);
  expect(names.filter((name) => name === 'scan')).toHaveLength(1);
  expect(names.filter((name) => ['multiply', 'sum', 'scan'].includes(name))).toEqual(['multiply', 'sum', 'scan']);
  await expectSameResults(twice([512, 512], clipped));
});

test.each<[string, Shape]>([
  ['small tensors', [100, 100]],
  ['tensors of a prime number of elements', [262_147]],
])('%s stay whole', (_, shape) => {
  const outputs = twice(
    shape,
    update((weight) => mul(weight, number(2))),
  );
  expect(tileChains({ inputs: [], outputs }).outputs[0]).toBe(outputs[0]);
});

test('operands that are broadcast along an axis end a chain', () => {
  const row = values([512], 3);
  const outputs = twice(
    [512, 512],
    update((weight) => add(weight, row)),
  );
  const body = bodyOf(tileChains({ inputs: [], outputs }));
  expect(nodeNames(...body.outputs)).toEqual(['reshape', 'add', 'reshape', 'scan']);
});

test('outside of loops nothing changes', () => {
  const x = float([512, 512]);
  const [weight] = update((w) => mul(w, number(2)))(x, x, number(0.1));
  expect(tileChains({ inputs: [x], outputs: [reshape(weight, [-1])] }).outputs[0]!.node!.inputs[0]).toBe(weight);
});

test('random words are made in the pieces that use them', async () => {
  const key = tensor(Uint32Array.of(3, 5));
  const [bits, hash] = [randomBits, hashBits].map((source) => source(key, [800, 500]));
  const fraction = (words: Tensor) => mul(bitsToFraction(words, 32, 23), number(2));
  const outputs = [fraction(bits!), fraction(hash!)];
  const tiled = tileChains({ inputs: [], outputs }).outputs;
  expect(nodeNames(...tiled)).toEqual(['scan', 'reshape', 'scan', 'reshape']);
  await expectSameResults(outputs);
});

test('the machine is asked where it makes a difference: not for small updates, not outside of loops', () => {
  const measured = jest.fn((): Pieces => ({ from: 65_536, largest: 16_384 }));
  const step = update((weight) => mul(weight, number(2)));
  tileChains({ inputs: [], outputs: twice([100, 600], step) }, measured);
  const x = float([600, 600]);
  tileChains({ inputs: [x], outputs: step(x, x, number(0.1)) }, measured);
  expect(measured).not.toHaveBeenCalled();
  const { outputs } = tileChains({ inputs: [], outputs: twice([200, 600], step) }, measured);
  expect(measured).toHaveBeenCalledTimes(1);
  expect(nodeNames(...bodyOf({ inputs: [], outputs }).outputs)).toContain('scan');
});
