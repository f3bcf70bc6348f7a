import { evaluateGraph } from '../graph/evaluate.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor, tensor } from '../tensor/tensor.js';
import { checkGradient } from '../testing/gradient-check.js';
import { randomNumbers } from '../testing/random-values.js';
import { runGraph } from '../testing/run-graph.js';
import { all, any, argMax, argMin, max, min, prod, sum } from './reduce.js';

const numbers = (x: Tensor) => Array.from(toNumbers(evaluateGraph([x])[0]!));
const empty = tensor([[], []]);

test.each([
  ['none', [1, 2, 3, 4, 5, 6]],
  ['one', [1, 2, 0, 4, 5, 6]],
  ['two', [1, 0, 3, 4, 0, 0]],
])('the gradients of a product with %s of its factors 0', (_what, values) => {
  const x = fromNumbers(values, 'float64', [2, 3]);
  for (const axes of [[0], [1], [0, 1]]) {
    checkGradient(([t]) => [prod(t!, axes)], [x], randomNumbers('prod'));
    checkGradient(([t]) => [prod(t!, axes)], [x], randomNumbers('prod'), 2);
  }
});

test('the gradient of an extreme is shared by those that reach it', () => {
  const x = fromNumbers([1, 3, 3, 0], 'float64', [4]);
  // Differences do not exist at a tie; JAX shares.
  const shared = (f: typeof max) => numbers(f.primitive.vjp!([tensor([1], [], 'float64')], nodeOf(f), [true])[0]!);
  const nodeOf = (f: typeof max) => f(tensor(x.data, [4]), [0]).node as never;
  expect(shared(max)).toEqual([0, 0.5, 0.5, 0]);
  expect(shared(min)).toEqual([0, 0, 0, 1]);
});

test('reductions of nothing', () => {
  expect(numbers(sum(empty, [1]))).toEqual([0, 0]);
  expect(numbers(prod(empty, [1]))).toEqual([1, 1]);
  const none = tensor([[], []], null, 'bool');
  expect(numbers(all(none, [1]))).toEqual([1, 1]);
  expect(numbers(any(none, [1]))).toEqual([0, 0]);
  expect(() => argMax(empty, 1)).toThrow('[arg_max]: axis 1 is empty');
});

test('sums of many rows, in groups', async () => {
  const x = fromNumbers(
    Float64Array.from({ length: 6000 }, (_, i) => i % 7),
    'float32',
    [3000, 2],
  );
  const rows = placeholder(x);
  const [sums] = await runGraph({ inputs: [rows], outputs: [sum(rows, [0])] }, [x]);
  expect(Array.from(toNumbers(sums!))).toEqual(numbers(sum(fromHost(x), [0])));
});

test('positions of extremes: the first wins', () => {
  const x = tensor([
    [3, 1, 3],
    [2, 2, 9],
  ]);
  expect(numbers(argMax(x, 1))).toEqual([0, 2]);
  expect(numbers(argMin(x, 1))).toEqual([1, 0]);
  expect(argMax(x, 0)).toMatchObject({ shape: [3], dtype: 'int32' });
});

test('the errors of many factors do not add up', async () => {
  // Three factors, so that no part of the product is beyond float32, however it is divided.
  const factors = [1.1, 1 / 1.1, 1].map(Math.fround);
  const x = fromNumbers(
    Float32Array.from({ length: 999_999 }, (_, i) => factors[i % 3]!),
    'float32',
    [999_999],
  );
  const input = placeholder(x);
  const [product] = await runGraph({ inputs: [input], outputs: [prod(input, [0])] }, [x]);
  const expected = (factors[0]! * factors[1]!) ** 333_333;
  expect(Math.abs(toNumbers(product!)[0]! / expected - 1)).toBeLessThan(1e-6);
});
