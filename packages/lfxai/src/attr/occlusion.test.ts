import { ops, type Tensor, tensor } from '@org/core';
import { Occlusion } from './index.js';

it.each<[string, Tensor, (x: Tensor) => Tensor, number[]]>([
  ['bools', tensor([[true, true, false]]), (x) => ops.cast(x, 'float32'), [1, 1, 0]],
  ['infinities', tensor([[Infinity, 1, -2]]), (x) => ops.where(ops.isinf(x), 5, x), [5, 1, -2]],
  ['integers that floats do not hold', tensor([[16777217, 1, 0]], null, 'int32'), (x) => ops.mod(x, 2), [1, 1, 0]],
])('%s are replaced by the baseline as they are', async (_, x, each, expected) => {
  const attributions = await new Occlusion((v: Tensor) => ops.sum(each(v), 1)).attribute(x, [1]);
  expect(Array.from(await attributions.data(), Number)).toEqual(expected);
});
