import { conv } from '../../ops/nn/conv.js';
import { add, mul, relu, scalar } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { reshape, transpose } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { assertClose } from '../../testing/close.js';
import { randomArray, randomNumbers } from '../../testing/random-values.js';
import { backward } from '../../transforms/backward.js';
import { evaluateGraph } from '../evaluate.js';
import { topologicalOrder } from '../node.js';
import { optimize } from './optimize.js';

const input = (...shape: number[]): Tensor => placeholder({ shape, dtype: 'float32' });

/** Checks that the passes keep the values, and returns how often each op is left. */
function optimized(inputs: readonly Tensor[], outputs: readonly Tensor[]): Record<string, number> {
  const graph = optimize({ inputs, outputs });
  const next = randomNumbers('passes');
  const known = new Map(inputs.map((x) => [x, randomArray(next, x.shape, x.dtype)]));
  const expected = evaluateGraph(outputs, known);
  evaluateGraph(graph.outputs, known).forEach((actual, i) => {
    assertClose(`output ${i}`, actual.data as Float32Array, expected[i]!.data as Float32Array, {
      rtol: 1e-5,
      atol: 1e-5,
    });
  });
  const counts: Record<string, number> = {};
  for (const { primitive, inputs: operands } of topologicalOrder(graph.outputs)) {
    const name = primitive.name === 'transpose' && operands[0]!.rank === 4 ? 'transposedImages' : primitive.name;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const [x, bias, bias2] = [input(2, 7, 7, 3), input(4), input(5)];
// Transposed kernels would be counted: pointwise ones in between are not.
const [kernel, kernel2] = [input(4, 3, 2, 2), input(5, 4, 2, 2)].map((k) => transpose(k, [2, 3, 1, 0]));
const leaves = [x, bias, bias2, kernel!.node!.inputs[0]!, kernel2!.node!.inputs[0]!];

describe('layout of convolutions', () => {
  it('keeps channels first between convolutions, with bias and relu taken up', () => {
    const hidden = relu(add(conv(x, kernel!), bias));
    const counts = optimized(leaves, [relu(add(conv(hidden, kernel2!), bias2))]);
    expect(counts).toMatchObject({ conv: 2, relu: 2, transposedImages: 2 });
    expect(counts.add).toBeUndefined();
  });

  it('transposes once more where the values in between are used as they were', () => {
    const hidden = relu(add(conv(x, kernel!), bias));
    const counts = optimized(leaves, [conv(hidden, kernel2!), sum(hidden, [0, 1, 2])]);
    expect(counts).toMatchObject({ transposedImages: 3 });
  });

  it('leaves operations alone where nothing is gained', () => {
    const hidden = conv(x, kernel!);
    const counts = optimized(leaves, [mul(hidden, add(hidden, scalar(1, 'float32')))]);
    expect(counts).toMatchObject({ transposedImages: 2 });
  });

  it('does not add a bias into a convolution whose result is used elsewhere', () => {
    const hidden = conv(x, kernel!);
    expect(optimized(leaves, [add(hidden, bias), sum(hidden, [0, 1, 2])])).toMatchObject({ add: 1 });
  });

  it('does not take a broadcast for a bias', () => {
    const single = transpose(input(1, 3, 2, 2), [2, 3, 1, 0]);
    const counts = optimized([x, bias, single.node!.inputs[0]!], [add(conv(x, single), bias)]);
    expect(counts).toMatchObject({ add: 1 });
  });

  it('moves transposes through the backward pass of a stack of convolutions', () => {
    const hidden = relu(add(conv(x, kernel!), bias));
    const out = conv(hidden, kernel2!);
    const targets = [x, bias, leaves[3]!, leaves[4]!];
    const gradients = backward([out], [out], targets) as Tensor[];
    // The input (once, of few channels); hidden values and the two cotangents for the kernels' gradients; the results.
    expect(optimized(leaves, gradients)).toMatchObject({ transposedImages: 6 });
  });
});

test('transposes become flags of matrix products', () => {
  const [a, b] = [input(3, 2), input(4, 3)];
  expect(optimized([a, b], [product(transpose(a, [1, 0]), transpose(b, [1, 0]))])).toEqual({ matmul: 1 });
  expect(optimized([a, b], [product(transpose(a, [1, 0]), b, false, true)])).toEqual({ matmul: 1 });
  const c = input(2, 3, 4);
  expect(optimized([c], [product(transpose(c, [0, 2, 1]), c)])).toEqual({ matmul: 1 });
  expect(optimized([c], [reshape(transpose(c, [2, 0, 1]), [8, 3])])).toEqual({ transpose: 1, reshape: 1 });
});
