import { KerasTensor } from '../symbolic/keras-tensor.js';
import { asTensor, type Tensor, tensor } from '../tensor/tensor.js';
import { TensorBase } from '../tensor/tensor-base.js';
import { Variable, withAutocast } from '../tensor/variable.js';
import { jit } from '../tracing/compiled.js';
import { gradients } from '../transforms/index.js';
import * as ops from './index.js';

test('T has the axes in reverse order', async () => {
  expect(await tensor([[1, 2, 3]]).T.array()).toEqual([[1], [2], [3]]);
  expect(tensor(new Float32Array(24), [2, 3, 4]).T.shape).toEqual([4, 3, 2]);
  expect(new KerasTensor([null, 2, 3]).T.shape).toEqual([3, 2, null]);
});

describe('variables', () => {
  const v = new Variable(
    [
      [1, 2],
      [3, 4],
    ],
    { dtype: 'float32' },
  );

  it('have the methods of tensors', async () => {
    expect(await v.mul(2).array()).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(await v.at(0).array()).toEqual([1, 2]);
    expect(await v.T.matmul(v).sum({ axis: 1 }).array()).toEqual([24, 34]);
    expect([v.rank, v.ndim, v.size]).toEqual([2, 2, 4]);
    for (const name of Object.getOwnPropertyNames(TensorBase.prototype)) expect(name in v).toBe(true);
  });

  it('are read like tensors', async () => {
    expect(await v.data()).toEqual(new Float32Array([1, 2, 3, 4]));
    expect(await new Variable([5]).item()).toBe(5);
    await expect(v.item()).rejects.toThrow(/one element[\s\S]*\[2, 2\]/);
  });

  it('give what they hold at the time', async () => {
    const count = new Variable(1);
    const before = count.add(1);
    count.assignAdd(10);
    expect([await before.item(), await count.add(1).item()]).toEqual([2, 12]);
    const next = jit((by: Tensor) => {
      count.assign(count.add(by));
      return count.mul(2);
    });
    expect([await next(tensor(1)).item(), await count.item()]).toEqual([24, 12]);
  });

  it('are differentiated through them', async () => {
    expect(await gradients(v.mul(v).sum(), [v])[0]!.array()).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect((await withAutocast('float16', () => v.neg())).dtype).toBe('float16');
  });
});

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
