import { Executable } from '../backend/executable.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../tensor/tensor.js';
import { runExecutable } from '../testing/run-graph.js';
import { gather, gatherElements, gatherNd } from './indexing.js';
import { scatterElements, scatterNd } from './scatter.js';

const numbers = (x: Tensor) => Array.from(toNumbers(evaluateGraph([x])[0]!));
const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

test('gather along an axis', () => {
  expect(numbers(gather(x, tensor([2, -3]), 1))).toEqual([3, 1, 6, 4]);
  expect(gather(x, tensor([[0, 1, 0]]), 0).shape).toEqual([1, 3, 3]);
  expect(gather(x, tensor(1), 0).shape).toEqual([3]);
});

test('elements and slices', () => {
  expect(numbers(gatherElements(x, tensor([[-1], [0]]), 1))).toEqual([3, 4]);
  expect(
    numbers(
      gatherNd(
        x,
        tensor([
          [1, -1],
          [0, 0],
        ]),
      ),
    ),
  ).toEqual([6, 1]);
  expect(numbers(gatherNd(x, tensor([[1]])))).toEqual([4, 5, 6]);
});

test('scatter', () => {
  expect(numbers(scatterElements(x, tensor([[-1], [0]]), tensor([[7], [8]]), 1))).toEqual([1, 2, 7, 8, 5, 6]);
  expect(
    numbers(
      scatterNd(
        x,
        tensor([[1], [-1]]),
        tensor([
          [1, 1, 1],
          [2, 2, 2],
        ]),
        'add',
      ),
    ),
  ).toEqual([1, 2, 3, 7, 8, 9]);
  expect(
    numbers(
      scatterNd(
        x,
        tensor([
          [0, 0],
          [0, 0],
        ]),
        tensor([9, 0]),
        'min',
      ),
    ),
  ).toEqual([0, 2, 3, 4, 5, 6]);
});

test.each<[string, () => unknown, string]>([
  ['indices that are not integers', () => gather(x, tensor([0.5]), 0), '[gather]: indices must be integers'],
  ['indices of another rank', () => gatherElements(x, tensor([0]), 1), '[gather_elements]: the indices do not fit'],
  ['index vectors that are too long', () => gatherNd(x, tensor([[0, 0, 0]])), 'must name 1 to 2 positions'],
  [
    'updates of another shape',
    () => scatterNd(x, tensor([[0]]), tensor([1])),
    '[scatter_nd]: the updates have another shape',
  ],
  [
    'updates of another dtype',
    () => scatterNd(x, tensor([[0, 0]]), tensor([0.5])),
    '[scatter_nd]: the updates have another dtype',
  ],
])('%s are refused', (_what, call, message) => {
  expect(call).toThrow(message);
});

test('an index out of range is an error, in JavaScript and on the backend', async () => {
  expect(() => numbers(gather(x, tensor([3]), 1))).toThrow('[gather]: index 3 is out of range for an axis of size 3');
  const indices = placeholder({ shape: [1], dtype: 'int32' });
  const executable = new Executable({ inputs: [indices], outputs: [gather(x, indices, 1)] });
  await expect(runExecutable(executable, [fromNumbers([3], 'int32', [1])])).rejects.toThrow(
    'index 3 is out of range for an axis of size 3',
  );
});
