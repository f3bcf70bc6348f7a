import { thorough } from '@org/testing';
import { evaluateGraph } from '../graph/evaluate.js';
import { range, sizeOf } from '../shape.js';
import { fromNumbers, type HostArray, toNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor, tensor } from '../tensor/tensor.js';
import { checkGradient } from '../testing/gradient-check.js';
import { randomNumbers } from '../testing/random-values.js';
import { runGraph } from '../testing/run-graph.js';
import { moments } from './moments.js';
import { all, any, argMax, argMin, max, mean, min, prod, sum } from './reduce.js';

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

test.each([[[2, 0]], [[0]], [[0, 0]]])('the mean of nothing is no number, as its variance: %p', async (shape) => {
  const x = placeholder({ shape, dtype: 'float32' });
  const axes = range(shape.length);
  const graph = { inputs: [x], outputs: [mean(x, axes), mean(x, [shape.length - 1], true), ...moments(x, axes)] };
  const host = fromNumbers([], 'float32', shape);
  expect(await runGraph(graph, [host])).toEqual(evaluateGraph(graph.outputs, new Map([[x, host]])));
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

test.each([70, 127, 4096, 100_003, thorough(2 ** 22, 2 ** 18)])('%i factors, 2 and 1/2 in turn', async (length) => {
  const factor = (i: number) => (i === length - 1 ? 3 : i % 2 === 0 ? 2 : 0.5);
  const last = length % 2 === 0 ? 6 : 3;
  for (const [shape, axis, dtype] of [
    [[length], 0, 'float32'],
    [[3, length], 1, 'float32'],
    [[length, 2], 0, 'float32'],
    [[length], 0, 'float64'],
    [[3, length], 1, 'float64'],
  ] as const) {
    const step = sizeOf(shape.slice(axis + 1));
    const numbers = Float32Array.from({ length: sizeOf(shape) }, (_, i) => factor(Math.floor(i / step) % length));
    const x = fromNumbers(numbers, dtype, shape);
    const input = placeholder(x);
    const [found] = await runGraph({ inputs: [input], outputs: [prod(input, [axis])] }, [x]);
    expect(Array.from(toNumbers(found!))).toEqual(new Array(sizeOf(shape) / length).fill(last));
  }
});

test.each([
  ['int32', 3, 41],
  ['int32', -3, 22],
  ['int32', 2, 0],
  ['uint32', 3, 41],
  ['int64', 3, 30],
] as const)('products of %s wrap around: %i, %i times', async (dtype, factor, length) => {
  const x = fromNumbers(new Array(2 * length).fill(factor), dtype, [length, 2]);
  const input = placeholder(x);
  const graph = { inputs: [input], outputs: [prod(input, [0]), prod(input, [0, 1], true)] };
  const power = (n: number) => {
    const exact = BigInt(factor) ** BigInt(n);
    return Number(dtype === 'uint32' ? BigInt.asUintN(32, exact) : BigInt.asIntN(dtype === 'int32' ? 32 : 64, exact));
  };
  const found = await runGraph(graph, [x]);
  expect(found.map((each) => Array.from(toNumbers(each)))).toEqual([
    [power(length), power(length)],
    [power(2 * length)],
  ]);
  // JavaScript has 64 bits as floats.
  if (dtype !== 'int64') expect(evaluateGraph(graph.outputs, new Map([[input, x]]))).toEqual(found);
});

test('sums of int32 wrap around', async () => {
  const [rows, columns] = [7, 1000];
  const values = Int32Array.from({ length: rows * columns }, (_, i) =>
    i % columns < 500 ? 2 ** 31 - 1 - i : i - 2 ** 31,
  );
  const x = fromNumbers(values, 'int32', [rows, columns]);
  const input = placeholder(x);
  const axes = [[0], [1], [0, 1]];
  const graph = { inputs: [input], outputs: axes.map((each) => sum(input, each)) };
  const wrapped = (some: readonly number[]) => some.reduce((total, i) => (total + values[i]!) | 0, 0);
  const expected = [
    range(columns).map((column) => wrapped(range(rows).map((row) => row * columns + column))),
    range(rows).map((row) => wrapped(range(columns).map((column) => row * columns + column))),
    [wrapped(range(rows * columns))],
  ];
  const lists = (hosts: readonly HostArray[]) => hosts.map((each) => Array.from(toNumbers(each)));
  expect(lists(await runGraph(graph, [x]))).toEqual(expected);
  expect(lists(evaluateGraph(graph.outputs, new Map([[input, x]])))).toEqual(expected);
});

test('products of whole numbers wrap around in a session for any sizes, too', async () => {
  for (const [rows, length] of [
    [2, 33],
    [3, 41],
    [5, 21],
    [4, 23],
    [1, 50],
    [2, 0],
  ] as const) {
    const x = fromNumbers(new Array(rows * length).fill(-3), 'int32', [rows, length]);
    const input = placeholder(x);
    const graph = { inputs: [input], outputs: [prod(input, [1], true), prod(input, [0]), prod(input, [0, 1])] };
    expect(await runGraph(graph, [x])).toEqual(evaluateGraph(graph.outputs, new Map([[input, x]])));
  }
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

test.each([
  ['all', [999_999], [0]],
  ['all, of a prime number', [100_003], [0]],
  ['all of a matrix', [300, 1001], [0, 1]],
  ['those of rows', [6, 3, 8192], [2]],
  ['those of more rows than go at a time', [30, 30, 1024], [2]],
  ['those of matrices', [6, 32, 512], [1, 2]],
  ['those of columns', [8192, 4], [0]],
] as const)('the errors of many factors do not add up: %s', async (_which, shape, axes) => {
  // Three factors, so that no part of the product is beyond float32, however it is divided.
  const factors = [1.1, 1 / 1.1, 1].map(Math.fround);
  const input = placeholder({ shape, dtype: 'float32' });
  const x = fromNumbers(
    Float32Array.from({ length: input.size }, (_, i) => factors[i % 3]!),
    'float32',
    shape,
  );
  const [product] = await runGraph({ inputs: [input], outputs: [prod(input, axes)] }, [x]);
  const count = sizeOf(axes.map((axis) => shape[axis]!));
  const rows = input.size / count;
  const isOfColumns = axes[0] === 0 && shape.length > axes.length;
  const expected = range(rows).map((row) =>
    range(count).reduce((total, i) => total * factors[(isOfColumns ? i * rows + row : row * count + i) % 3]!, 1),
  );
  expect(toNumbers(product!)).toHaveLength(rows);
  const errors = expected.map((value, i) => Math.abs(toNumbers(product!)[i]! / value - 1));
  expect(Math.max(...errors)).toBeLessThan(1e-6);
});
