import '../../../ops/methods.js';
import { evaluateGraph } from '../../../graph/evaluate.js';
import { is } from '../../../graph/match.js';
import { type Graph, topologicalOrder } from '../../../graph/node.js';
import { add, mul, tanh } from '../../../primitives/elementwise.js';
import { matmulPrimitive, product } from '../../../primitives/matmul.js';
import { sum } from '../../../primitives/reduce.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { grad } from '../../../transforms/grad.js';
import { foldRowFactors } from './fold-row-factors.js';

const ROWS = 160;

/** A graph of inputs of these shapes. */
function graphOf(shapes: readonly Shape[], body: (...inputs: Tensor[]) => readonly Tensor[]): Graph {
  const inputs = shapes.map((shape) => placeholder({ shape, dtype: 'float32' }));
  return { inputs, outputs: body(...inputs) };
}

/** Elementwise operations on a tall matrix, apart from a function that is none of products and sums. */
const passesOver = ({ outputs }: Graph): number =>
  topologicalOrder(outputs).filter((node) => (is(node, mul) || is(node, add)) && node.outputs[0]!.shape[0] === ROWS)
    .length;

const productsOf = ({ outputs }: Graph): number =>
  topologicalOrder(outputs).filter((node) => is(node, matmulPrimitive)).length;

function expectSame(graph: Graph): Graph {
  const folded = foldRowFactors(graph);
  const known = (of: Graph) =>
    new Map(
      of.inputs.map(({ shape }, k) => {
        const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(k + 1 + 0.7 * i));
        return [of.inputs[k]!, { dtype: 'float32' as const, shape, data }];
      }),
    );
  const [expected, given] = [graph, folded].map((of) => evaluateGraph(of.outputs, known(of)));
  expected!.forEach((array, i) => {
    expect(given![i]!.shape).toEqual(array.shape);
    const wanted = toNumbers(array);
    Array.from(toNumbers(given![i]!)).forEach((x, k) => {
      expect(Math.abs(x - wanted[k]!)).toBeLessThan(1e-3 * (1 + Math.abs(wanted[k]!)));
    });
  });
  return folded;
}

const NETWORK: readonly Shape[] = [[ROWS, 4], [4, 5], [1, 5], [5], [5, 3], [3]];
/** Dense, a function, numbers for each column as batch normalization has them, dense. */
const network = (x: Tensor, kernel: Tensor, scale: Tensor, offset: Tensor, last: Tensor, bias: Tensor): Tensor =>
  add(product(add(mul(tanh(product(x, kernel)), scale), offset), last), bias);

test('factors and offsets of columns move into the kernel behind, and one bias is left', () => {
  const graph = graphOf(NETWORK, (...inputs) => [network(...(inputs as Parameters<typeof network>))]);
  expect(passesOver(graph)).toBe(3);
  expect(passesOver(expectSame(graph))).toBe(1);
});

test('so do those of all gradients, which need neither a pass nor a product more', () => {
  const all = (...inputs: Tensor[]) => {
    const y = network(...(inputs as Parameters<typeof network>));
    return sum(mul(y, y), [0, 1]);
  };
  const gradients = grad(all, [0, 1, 2, 3, 4, 5]);
  const graph = graphOf(NETWORK, (...inputs) => gradients(...inputs) as unknown as Tensor[]);
  const folded = expectSame(graph);
  // What is left: the bias, both halves of the square's derivative or their sum, and tanh's derivative.
  expect(passesOver(folded)).toBeLessThanOrEqual(passesOver(graph) - 4);
  const small = ({ outputs }: Graph) =>
    topologicalOrder(outputs).filter((node) => is(node, matmulPrimitive) && node.inputs[0]!.shape.includes(ROWS));
  expect(small(folded)).toHaveLength(small(graph).length);
  expect(productsOf(folded)).toBeGreaterThan(productsOf(graph));
});

test('what others need stays, and so do matrices that are not tall', () => {
  const shared = graphOf([[ROWS, 4], [4], [4, 3]], (x, row, kernel) => {
    const scaled = mul(x!, row!);
    return [product(scaled, kernel!), tanh(scaled)];
  });
  expect(passesOver(expectSame(shared))).toBe(1);
  const wide = graphOf([[ROWS, 4], [4], [4, 30]], (x, row, kernel) => [product(mul(x!, row!), kernel!)]);
  expect(passesOver(expectSame(wide))).toBe(1);
});

test('the bias of a product goes nowhere', () => {
  const graph = graphOf([[ROWS, 4], [4, 5], [5], [5, 3]], (x, first, bias, second) => [
    product(add(product(x!, first!), bias!), second!),
  ]);
  expect(productsOf(expectSame(graph))).toBe(2);
});

test('a product that is squared, beside others that could do without it', () => {
  const graph = graphOf([[ROWS, 3], [3, 4], [4]], (left, kernel, row) => {
    const x = product(left!, kernel!.transpose(), false, true);
    return [sum(mul(x, x), [0]), product(mul(x, row!), left!, true)];
  });
  expectSame(graph);
});
