import { type Tensor, tensor } from '@org/core';
import { distinct, withColumns } from './distinct-columns.js';

test('columns have each tensor once, and their structure again', async () => {
  const [a, b] = [tensor([1]), tensor([2])];
  const own = distinct([[a, b], { a, b }, null]);
  expect(own.tensors.map((each) => [a, b].indexOf(each))).toEqual([0, 1]);
  const [x, y, weights] = withColumns(own, (each) => each.mul(10)) as unknown as [
    Tensor[],
    Record<string, Tensor>,
    null,
  ];
  expect(await Promise.all(x.map((each) => each.array()))).toEqual([[10], [20]]);
  expect([y.a === x[0], y.b === x[1], weights]).toEqual([true, true, null]);
});
