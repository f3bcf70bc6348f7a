import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import { emit } from '../../../op.js';
import { add, div, mul, scalar, sqrt, sub } from '../../../primitives/elementwise.js';
import { loop } from '../../../primitives/loop.js';
import { product } from '../../../primitives/matmul.js';
import { sum } from '../../../primitives/reduce.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { evaluateTensors } from '../../evaluate.js';
import { packLoops } from './pack-loops.js';

const float = (shape: Shape) => placeholder({ shape, dtype: 'float32' });
const number = (value: number) => scalar(value, 'float32');
const values = (shape: Shape, seed: number) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => 1 + Math.sin(seed + i)),
    shape,
  );

type Step = (weights: readonly Tensor[], moments: readonly Tensor[]) => Tensor[];

/** Three iterations of `step`, which returns next weights, then next moments. */
function thrice(shapes: readonly Shape[], step: Step): Tensor[] {
  const [weights, moments] = [shapes.map(float), shapes.map(float)];
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const body: Graph = { inputs: [iteration, ...weights, ...moments], outputs: step(weights, moments) };
  const initial = [...shapes, ...shapes].map(values);
  return loop(scalar(3, 'int64'), body, null, initial, []);
}

/** An optimizer with a moment for each weight. */
const optimizer =
  (gradientsOf: (weights: readonly Tensor[]) => Tensor[], rates: readonly number[] = []): Step =>
  (weights, moments) => {
    const gradients = gradientsOf(weights);
    const next = moments.map((moment, i) => add(mul(moment, number(0.9)), mul(gradients[i]!, gradients[i]!)));
    const updated = weights.map((weight, i) =>
      sub(weight, div(mul(gradients[i]!, number(rates[i] ?? 0.1)), add(sqrt(next[i]!), number(1)))),
    );
    return [...updated, ...next];
  };

/** The body of the loop behind the first of `outputs`. */
function bodyOf(outputs: readonly Tensor[]): Graph {
  let { node } = outputs[0]!;
  while (node!.primitive.name !== 'loop') node = node!.inputs[0]!.node;
  return node!.attributes.body as Graph;
}

const packed = (outputs: readonly Tensor[]) => packLoops({ inputs: [], outputs }).outputs;
const count = (outputs: readonly Tensor[], name: string) =>
  nodeNames(...bodyOf(outputs).outputs).filter((each) => each === name).length;

async function expectSameResults(outputs: readonly Tensor[]): Promise<void> {
  const expected = evaluateGraph(outputs);
  const results = packed(outputs);
  await evaluateTensors(results);
  results.forEach((result, i) => {
    expect(result.shape).toEqual(outputs[i]!.shape);
    const wanted = toNumbers(expected[i]!);
    Array.from(toNumbers(result.host!)).forEach((value, k) => {
      expect(Math.abs(value - wanted[k]!)).toBeLessThan(1e-5 * (1 + Math.abs(wanted[k]!)));
    });
  });
}

const shapes: Shape[] = [[3, 4], [4], [4, 2], [2], [1]];
/** Gradients that depend on weights in their own shapes. */
const coupled = ([a, , c, d]: readonly Tensor[]): Tensor[] => {
  const y = product(product(a!, c!), c!, false, true);
  return [y, sum(y, [0]), product(y, product(y, c!), true), sum(product(y, c!), [0]), sum(mul(d!, d!), [0], true)];
};

test('weights that are updated alike are one vector', async () => {
  const outputs = thrice(shapes, optimizer(coupled));
  const { inputs } = bodyOf(packed(outputs));
  expect(inputs.map(({ shape }) => shape)).toEqual([[], [27], [27]]);
  expect(count(outputs, 'sqrt')).toBe(5);
  expect(count(packed(outputs), 'sqrt')).toBe(1);
  expect(count(packed(outputs), 'concatenate')).toBe(1);
  await expectSameResults(outputs);
});

test('those with other numbers are others', async () => {
  const outputs = thrice(shapes, optimizer(coupled, [0.1, 0.2, 0.1, 0.2, 0.1]));
  expect(count(packed(outputs), 'sqrt')).toBe(3);
  const more = thrice(
    [...shapes, ...shapes],
    optimizer((weights) => [...coupled(weights), ...coupled(weights.slice(5))], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
  );
  expect(count(packed(more), 'sqrt')).toBe(2);
  await expectSameResults(more);
});

test('an update that something else depends on stays by itself', async () => {
  const outputs = thrice(shapes, (weights, moments) => {
    const [first, second, ...others] = optimizer(coupled)(weights, moments);
    // The second weight is updated by what the first one has become.
    return [first!, add(second!, sum(first!, [0])), ...others];
  });
  expect(count(packed(outputs), 'sqrt')).toBe(3);
  await expectSameResults(outputs);
});

test('what is done to each of the weights before is done to all at once', async () => {
  const outputs = thrice(shapes, optimizer(coupled));
  const { primitive, inputs, attributes } = outputs[0]!.node!;
  const doubled = inputs.map((x, i) => (i > 0 && i <= 5 ? add(mul(x, x), number(1)) : x));
  const again = emit(primitive, doubled, attributes);
  expect(nodeNames(...packed(again)).filter((name) => ['add', 'multiply'].includes(name))).toEqual(['multiply', 'add']);
  await expectSameResults(again);
});

test('weights that swap their places are not mixed up', async () => {
  const pair: Shape[] = [[4], [4], [4]];
  const outputs = thrice(pair, (weights, moments) => {
    const [a, b, c, ...next] = optimizer(([p, q, r]) => [mul(p!, q!), mul(q!, r!), mul(r!, p!)])(weights, moments);
    return [b!, a!, c!, ...next];
  });
  await expectSameResults(outputs);
});

test.each<[string, Shape[]]>([
  ['one weight', [[4]]],
  [
    'large ones',
    [
      [200, 200],
      [200, 200],
      [200, 200],
      [200, 200],
    ],
  ],
])('%s: nothing to gain', (_, sizes) => {
  const outputs = thrice(
    sizes,
    optimizer((weights) => weights.map((weight) => mul(weight, number(2)))),
  );
  expect(packed(outputs)[0]).toBe(outputs[0]);
});
