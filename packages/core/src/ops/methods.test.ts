import { KerasTensor } from '../symbolic/keras-tensor.js';
import { asTensor, tensor } from '../tensor.js';
import { Variable } from '../variable.js';
import * as ops from './index.js';

describe('methods of tensors', () => {
  const x = tensor(
    [
      [1, -2, 3],
      [4, 5, -6],
    ],
    null,
    'float32',
  );

  it('are the ops', async () => {
    expect(await x.add(1).mul(2).sub(x).array()).toEqual([
      [3, 0, 5],
      [6, 7, -4],
    ]);
    expect(await x.sum(1).array()).toEqual(await ops.sum(x, 1).array());
    expect(await x.max({ axis: 0, keepdims: true }).array()).toEqual([[4, 5, 3]]);
    expect(await x.transpose().reshape(-1).at('::2').array()).toEqual([1, -2, 3]);
    expect(await x.relu().clip(1, 4).array()).toEqual([
      [1, 1, 3],
      [4, 4, 1],
    ]);
    expect(x.astype('int32').dtype).toBe('int32');
    expect(await x.less(0).any().item()).toBe(1);
  });

  it('work on symbolic tensors', () => {
    const y = new KerasTensor([null, 3]).matmul(tensor([[1], [2], [3]], null, 'float32')).squeeze(-1);
    expect([y.shape, y.dtype]).toEqual([[null], 'float32']);
  });
});

test('nested arrays may hold tensors, variables and typed arrays', async () => {
  const [a, v] = [tensor([1, 2]), new Variable([3, 4])];
  const x = asTensor([a, v, new Int32Array([5, 6]), [7, 8]]);
  expect([x.shape, await x.array()]).toEqual([
    [4, 2],
    [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ],
  ]);
  expect(await ops.add([[a], [a]], 1).array()).toEqual([[[2, 3]], [[2, 3]]]);
});
