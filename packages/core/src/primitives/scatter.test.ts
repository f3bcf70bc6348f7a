import '../backend/evaluate.js';
import '../ops/methods.js';
import { scatterUpdate } from '../ops/core.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { grad } from '../transforms/grad.js';
import { mul } from './elementwise.js';
import { sum as total } from './reduce.js';

const floats = (...values: number[]): Tensor => tensor(values, null, 'float32');

test.each([
  ['written once', [[0], [2]], [5, 5]],
  ['written twice: the last counts', [[1], [1]], [0, 5]],
  ['written three times, and one beside', [[2], [2], [0], [2]], [0, 0, 5, 5]],
])('the derivative by updates, a position %s', async (_what, positions, expected) => {
  const indices = tensor(positions, null, 'int32');
  const lossOf = (updates: Tensor) =>
    total(mul(scatterUpdate(floats(0, 0, 0), indices, updates), floats(5, 5, 5)), [0]);
  const updates = floats(...expected.map((_, i) => i + 1));
  expect(await (grad(lossOf)(updates) as Tensor).array()).toEqual(expected);
});
