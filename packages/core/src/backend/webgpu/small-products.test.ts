import { evaluateGraph } from '../../graph/evaluate.js';
import { product } from '../../primitives/matmul.js';
import { sizeOf } from '../../shape.js';
import { fromNumbers, toNumbers } from '../../tensor/host-array.js';
import { fromHost, placeholder } from '../../tensor/tensor.js';
import { assertClose } from '../../testing/close.js';
import { runModel } from '../../testing/run-graph.js';
import { modelForWebgpu } from './model-for-webgpu.js';
import { smallProducts } from './small-products.js';

const traits = { float16: true, rough: new Set<string>(), wide: true };

type Product = [a: number[], b: number[], transposeA?: boolean, transposeB?: boolean];

/** The model of a product, and its operators. */
function modelOf([a, b, transposeA, transposeB]: Product) {
  const hosts = [a, b].map((shape, which) =>
    fromNumbers(
      Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * (7 + which)) % 11) / 8 - 0.5),
      'float32',
      shape,
    ),
  );
  const inputs = hosts.map(placeholder);
  const graph = smallProducts({ inputs, outputs: [product(inputs[0]!, inputs[1]!, transposeA, transposeB)] });
  const model = modelForWebgpu(graph, traits);
  const [x, y] = hosts.map(fromHost);
  const [expected] = evaluateGraph([product(x!, y!, transposeA, transposeB)]);
  return { model, hosts, expected: expected!, operators: model.nodes.map(({ opType }) => opType) };
}

test.each<Product>([
  [
    [2, 3, 16, 16],
    [2, 3, 16, 16],
  ],
  [[2, 3, 16, 8], [2, 3, 16, 8], true, false],
  [[4, 5, 6], [4, 7, 6], false, true],
  [[6, 5], [7, 6], true, true],
  [
    [64, 100],
    [100, 10],
  ],
  [
    [1, 256],
    [256, 20],
  ],
])('the product of %j and %j has a thread for each result', async (...given) => {
  const { model, hosts, expected, operators } = modelOf(given);
  expect(operators).toEqual(['Einsum']);
  const [found] = await runModel(model.bytes, model, hosts);
  expect(found!.shape).toEqual(expected.shape);
  assertClose('product', toNumbers(found!), toNumbers(expected), { rtol: 1e-6, atol: 1e-6 });
});

test.each<[string, ...Product]>([
  ['tiles that are filled', [64, 64], [64, 64]],
  ['long sums', [16, 2000], [2000, 16]],
  ['matrices that repeat', [3, 1, 8, 8], [2, 8, 8]],
  ['few rows of many columns', [8, 64], [64, 64]],
])('%s are left to the runtime', (_what, ...given) => {
  expect(modelOf(given).operators).not.toContain('Einsum');
});
