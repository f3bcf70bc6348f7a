import { evaluateGraph } from '../graph/evaluate.js';
import { toNumbers } from '../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../tensor/tensor.js';
import { runGraph } from '../testing/run-graph.js';
import { argSort, sort, topK } from './sort.js';

const numbers = (x: Tensor) => Array.from(toNumbers(evaluateGraph([x])[0]!));
const x = tensor([2, 7, 1, 7, 2, 8]);

test('in both directions; equal elements keep their order', () => {
  expect(numbers(sort(x, 0))).toEqual([1, 2, 2, 7, 7, 8]);
  expect(numbers(argSort(x, 0))).toEqual([2, 0, 4, 1, 3, 5]);
  expect(numbers(argSort(x, 0, true))).toEqual([5, 1, 3, 0, 4, 2]);
});

test('the largest along any axis', () => {
  const [values, indices] = topK(
    tensor([
      [1, 5],
      [4, 2],
      [3, 9],
    ]),
    2,
    0,
  );
  expect(numbers(values)).toEqual([4, 9, 3, 5]);
  expect(numbers(indices)).toEqual([1, 2, 2, 0]);
  expect(topK(x, 0)[0].shape).toEqual([0]);
});

test('more than there are is refused', () => {
  expect(() => topK(x, 7)).toThrow('[top_k]: k must be between 0 and the size of axis 0, 6');
});

test('of no rows there are none, in the runtime as well', async () => {
  const rows = placeholder({ shape: [0, 8], dtype: 'float32' });
  const graph = { inputs: [rows], outputs: [sort(rows, 1), ...topK(rows, 3)] };
  const results = await runGraph(graph, [{ data: new Float32Array(), dtype: 'float32', shape: [0, 8] }]);
  expect(results.map(({ shape, dtype }) => [shape, dtype])).toEqual([
    [[0, 8], 'float32'],
    [[0, 3], 'float32'],
    [[0, 3], 'int32'],
  ]);
});
