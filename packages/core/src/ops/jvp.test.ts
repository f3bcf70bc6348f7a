import { near } from '@org/testing';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import * as ops from './index.js';

const withMean = (x: Tensor): readonly [Tensor, Tensor] => {
  const y = ops.exp(x);
  return [y, ops.mean(y, -1, true)];
};

test('jvp of symbolic tensors has symbolic results, of sizes that are not known as well', () => {
  const [x, dx] = [new KerasTensor([null, 7]), new KerasTensor([null, 7])];
  const shapes = (results: unknown) => (results as KerasTensor[]).map(({ shape }) => shape);
  const sum = (value: Tensor) => ops.add(ops.sin(value), ops.cos(value));
  expect(shapes(ops.jvp(sum, [x], [dx] as never))).toEqual([[null, 7], [null, 7]]); // biome-ignore format: shapes
  expect(shapes(ops.jvp(withMean, [x], [dx] as never, true))).toEqual([[null, 7], [null, 7], [null, 1]]); // biome-ignore format: shapes
});

test.each([[true], [{ hasAux: true as const }]])(
  'jvp with %j gives what the function returns besides',
  async (hasAux) => {
    const [y, dy, mean] = ops.jvp(withMean, [[0, Math.log(3)]], [[1, 2]], hasAux as true);
    expect([await y.array(), await dy.array(), await mean.array()]).toEqual(near([[1, 3], [1, 6], [2]]));
  },
);
