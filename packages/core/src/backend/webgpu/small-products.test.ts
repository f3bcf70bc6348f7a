import { toNumbers } from '../../tensor/host-array.js';
import { assertClose } from '../../testing/close.js';
import { modelOfProduct, type Product } from '../../testing/product-on-webgpu.js';
import { runModel } from '../../testing/run-graph.js';
import { smallProducts } from './small-products.js';

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
  const { model, hosts, expected, operators } = modelOfProduct(smallProducts, given);
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
  expect(modelOfProduct(smallProducts, given).operators).not.toContain('Einsum');
});
