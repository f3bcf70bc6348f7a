import '../../evaluate.js';
import { evaluateGraph } from '../../../graph/evaluate.js';
import { product } from '../../../primitives/matmul.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../../testing/random-values.js';
import { transposeFactors } from './transpose-factors.js';

const of = (length: number, columns: number): Tensor => placeholder({ shape: [length, columns], dtype: 'float32' });
const passed = (...outputs: Tensor[]): readonly Tensor[] => transposeFactors({ inputs: [], outputs }).outputs;

test('a left factor is transposed before a product of many columns, to the same numbers', () => {
  const random = randomNumbers('factors');
  const [x, y] = [
    [128, 129],
    [128, 256],
  ].map((shape) => fromHost(randomArray(random, shape, 'float32')));
  const plain = product(x!, y!, true);
  const [found] = passed(plain);
  expect(nodeNames(found!)).toEqual(['reshape', 'transpose', 'reshape', 'matmul']);
  const [actual, expected] = [found!, plain].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(actual).toEqual(expected);
});

test('the product of a few rows with a large matrix that is to be transposed is the transpose of a product', () => {
  const random = randomNumbers('rows');
  const [x, y] = [
    [16, 512],
    [512, 512],
  ].map((shape) => fromHost(randomArray(random, shape, 'float32')));
  const plain = product(x!, y!, false, true);
  const [found] = passed(plain);
  expect(nodeNames(found!)).toEqual(['matmul', 'reshape', 'transpose', 'reshape']);
  const [actual, expected] = [found!, plain].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(actual).toEqual(expected);
});

test('a narrow product of what is to be transposed is the transpose of a wide one', () => {
  const random = randomNumbers('narrow');
  const [x, y] = [
    [128, 64],
    [128, 8],
  ].map((shape) => fromHost(randomArray(random, shape, 'float32')));
  const plain = product(x!, y!, true);
  const [found] = passed(plain);
  expect(nodeNames(found!)).toEqual(['matmul', 'reshape', 'transpose', 'reshape']);
  const [actual, expected] = [found!, plain].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(actual).toEqual(expected);
});

test('once for all products that it is a factor of', () => {
  const x = of(128, 784);
  const outputs = passed(product(x, of(128, 256), true), product(x, of(512, 128), true, true));
  const [first, second] = outputs.map((output) => output.node!.inputs[0]);
  expect(first).toBe(second);
});

test.each<[string, Tensor]>([
  ['there are few columns', product(of(128, 784), of(128, 255), true)],
  ['its columns share places of the caches', product(of(128, 512), of(128, 511), true)],
  ['little is added up', product(of(127, 784), of(127, 512), true)],
  ['much is added up', product(of(2048, 64), of(2048, 512), true)],
  ['it is large', product(of(1024, 513), of(1024, 512), true)],
  ['there are few rows', product(of(128, 127), of(128, 512), true)],
  ['rows are fewer, with a matrix that is to be transposed', product(of(15, 512), of(512, 512), false, true)],
  ['they are more', product(of(33, 512), of(512, 512), false, true)],
  ['the matrix is small', product(of(32, 512), of(511, 512), false, true)],
  ['the few rows are to be transposed as well', product(of(512, 32), of(512, 512), true, true)],
  ['there is one column', product(of(128, 64), of(128, 1), true)],
  ['there are as many columns as rows', product(of(256, 64), of(256, 64), true)],
  ['columns are many for what is added up', product(of(128, 64), of(128, 43), true)],
  ['all is small', product(of(128, 63), of(128, 8), true)],
  ['it is not to be transposed', product(of(784, 128), of(128, 512))],
])('where %s, it stays as it is', (_, y) => {
  expect(nodeNames(passed(y)[0]!)).toEqual(['matmul']);
});
