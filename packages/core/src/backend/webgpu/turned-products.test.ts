import { toNumbers } from '../../tensor/host-array.js';
import { assertClose } from '../../testing/close.js';
import { modelOfProduct, type Product } from '../../testing/product-on-webgpu.js';
import { runModel } from '../../testing/run-graph.js';
import { turnedProducts } from './turned-products.js';

test.each<Product>([
  [
    [64, 100],
    [100, 40],
  ],
  [[36, 64], [36, 50], true],
])('the second one of the product of %j and %j is turned', async (...given) => {
  const { model, hosts, expected, operators } = modelOfProduct(turnedProducts, given);
  expect(operators).toEqual(['Einsum', 'Gemm']);
  const [found] = await runModel(model.bytes, model, hosts);
  expect(found!.shape).toEqual(expected.shape);
  assertClose('product', toNumbers(found!), toNumbers(expected), { rtol: 1e-5, atol: 1e-5 });
});

test.each<[string, ...Product]>([
  ['one that is transposed already', [64, 64], [64, 64], false, true],
  ['a stack', [3, 64, 64], [3, 64, 64]],
  ['few columns', [64, 64], [64, 10]],
  ['a length that is no multiple of four', [64, 65], [65, 64]],
])('%s is left as it is', (_what, ...given) => {
  expect(modelOfProduct(turnedProducts, given).operators).not.toContain('Einsum');
});
