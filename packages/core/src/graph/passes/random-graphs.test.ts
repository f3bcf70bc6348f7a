import fc from 'fast-check';
import { call } from '../../primitives/call.js';
import { add, cast, mul, neg, relu, scalarLike, sin, sub, tanh } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { broadcastTo, concatenate, matrixTranspose, pad, reshape, reverse, slice } from '../../primitives/movement.js';
import { max, mean, sum } from '../../primitives/reduce.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { assertClose } from '../../testing/close.js';
import { randomArray, randomNumbers } from '../../testing/random-values.js';
import { runGraph } from '../../testing/run-graph.js';
import { backward } from '../../transforms/backward.js';
import { evaluateGraph } from '../evaluate.js';
import type { Graph } from '../node.js';
import { optimize } from './optimize.js';

/** Operations on matrices of any size: from one, or from two of which the second is made to fit. */
const unary: readonly ((x: Tensor, n: number) => Tensor)[] = [
  neg,
  sin,
  relu,
  matrixTranspose,
  (x) => reshape(x, [x.shape[1]!, x.shape[0]!]),
  (x, n) => reverse(x, [n % 2]),
  (x, n) => slice(x, [n % x.shape[0]!, 0], [x.shape[0]! - (n % x.shape[0]!), x.shape[1]!]),
  (x, n) => pad(x, [n % 2, 0], [0, 1]),
  (x, n) => broadcastTo(sum(x, [n % 2], true), x.shape),
  (x) => max(x, [1], true),
  (x, n) => mul(x, scalarLike((n % 5) - 2, x)),
  (x) => cast(cast(x, 'float64'), 'float32'),
  (x) => add(x, tensor(new Float32Array(x.shape[1]!).fill(0.5))),
  (x) => {
    const inner = placeholder(x);
    return call({ inputs: [inner], outputs: [mul(inner, sin(inner))] }, [x])[0]!;
  },
];
const binary: readonly ((x: Tensor, y: Tensor) => Tensor)[] = [add, sub, mul, (x, y) => concatenate([x, y], 1)];

const squareOf = (x: Tensor, n: number) => broadcastTo(mean(x, [0, 1], true), [n, n]);

interface Step {
  readonly op: number;
  readonly left: number;
  readonly right: number;
  readonly n: number;
}

function build(steps: readonly Step[]): Graph {
  const inputs = [placeholder({ shape: [2, 3], dtype: 'float32' }), placeholder({ shape: [3, 2], dtype: 'float32' })];
  const made: Tensor[] = [...inputs];
  for (const { op, left, right, n } of steps) {
    const [x, y] = [made[left % made.length]!, made[right % made.length]!];
    const chosen = op % (unary.length + binary.length + 1);
    // tanh keeps numbers small, so that rounding does not grow along the graph.
    const fitting = () => tanh(product(tanh(product(x, matrixTranspose(x))), product(x, squareOf(y, x.shape[1]!))));
    if (chosen < unary.length) made.push(unary[chosen]!(x, n));
    else if (chosen < unary.length + binary.length) made.push(binary[chosen - unary.length]!(x, fitting()));
    else made.push(tanh(product(x, matrixTranspose(x), n % 2 === 1 && x.shape[0] === x.shape[1])));
  }
  return { inputs, outputs: made.slice(-3) };
}

const steps = fc.array(fc.record({ op: fc.nat(), left: fc.nat(), right: fc.nat(), n: fc.nat(20) }), {
  minLength: 1,
  maxLength: 8,
});
const values = ({ inputs }: Graph) => {
  const next = randomNumbers('random graphs');
  return inputs.map(({ shape, dtype }) => randomArray(next, shape, dtype, [-1, 1]));
};

function assertSame(
  what: string,
  actual: ReturnType<typeof evaluateGraph>,
  expected: ReturnType<typeof evaluateGraph>,
) {
  actual.forEach((host, i) => {
    const [a, b] = [toNumbers(host), toNumbers(expected[i]!)];
    expect(host.shape).toEqual(expected[i]!.shape);
    assertClose(`${what}, output ${i}`, a, b, { rtol: 1e-3, atol: 1e-3 });
  });
}

test('the passes and the backend keep the values of a graph', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (program) => {
      const graph = build(program);
      const given = values(graph);
      const at = (outputs: readonly Tensor[]) =>
        evaluateGraph(outputs, new Map(graph.inputs.map((input, i) => [input, given[i]!])));
      const expected = at(graph.outputs);
      assertSame('passes', at(optimize(graph).outputs), expected);
      assertSame('backend', await runGraph(graph, given), expected);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('the passes keep the values of gradients', () => {
  fc.assert(
    fc.property(steps, (program) => {
      const { inputs, outputs } = build(program);
      const cotangents = outputs.map((output) => broadcastTo(scalarLike(1, output), output.shape));
      const gradients = backward(outputs, cotangents, inputs).filter((gradient) => gradient !== null);
      const graph = { inputs, outputs: gradients };
      const given = values(graph);
      const at = (tensors: readonly Tensor[]) =>
        evaluateGraph(tensors, new Map(inputs.map((input, i) => [input, given[i]!])));
      assertSame('passes', at(optimize(graph).outputs), at(gradients));
    }),
    { numRuns: 60, seed: 11 },
  );
});
