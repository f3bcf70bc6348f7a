import { KerasFunction } from '../../symbolic/function.js';
import { KerasTensor } from '../../symbolic/keras-tensor.js';
import { inboundNodesOf } from '../../symbolic/operation.js';
import { type Tensor, tensor } from '../../tensor/tensor.js';
import { flatten } from '../../tree/nested.js';
import * as ops from '../index.js';
import { type OpOperation, operationOfClass } from './op-operation.js';

const operationOf = (x: unknown): OpOperation => (x as KerasTensor).history!.operation as OpOperation;

describe('a recorded op', () => {
  const x = new KerasTensor([null, 3]);

  it("has Keras's class name and config, without what calls give", () => {
    const operation = operationOf(ops.sum(x, { axis: 1 }));
    expect([operation.className, operation.getConfig()]).toEqual(['Sum', { name: 'sum', axis: 1 }]);
    expect(operationOf(ops.isin(x, [1])).className).toBe('IsIn');
    expect(operationOf(ops.clip(x, 0, 1)).getConfig()).toMatchObject({ x_min: 0, x_max: 1 });
    expect(operationOf(ops.einsum('ij,ik->jk', x, x)).getConfig()).toMatchObject({ subscripts: 'ij,ik->jk' });
  });

  it('takes the tensors of a call for inputs, wherever they stand', () => {
    const image = new KerasTensor([null, 4, 3]);
    const operation = operationOf(ops.batchNormalization(image, ops.ones([3]), ops.ones([3]), -1));
    expect(operation.getConfig()).toMatchObject({ axis: -1 });
    expect(inboundNodesOf(operation)[0]!.args).toHaveLength(3);
  });

  it('takes settings that are symbolic as inputs', async () => {
    const bound = new KerasTensor([3]);
    const f = new KerasFunction([x, bound], ops.clip(x, 0, bound));
    const y = f([tensor([[-1, 0.5, 2]]), tensor([1, 1, 1])]) as Tensor;
    expect(await y.array()).toEqual([[0, 0.5, 1]]);
  });

  it('gives the tensors of a list one by one', async () => {
    const product = ops.einsum('ij,jk->ik', x, [[1], [2], [3]]);
    expect(product.shape).toEqual([null, 1]);
    expect(inboundNodesOf(operationOf(product))[0]!.args).toHaveLength(2);
    const f = new KerasFunction(x, product);
    expect(await (f(tensor([[1, 1, 1]])) as Tensor).array()).toEqual([[6]]);
  });

  it('can be made from class name and config, and called with keywords', async () => {
    const where = operationOfClass('Where', { name: 'where_7' })!;
    expect(where.name).toBe('where_7');
    const y = where.call([true, false], { x1: tensor([1, 2]), x2: tensor([3, 4]) }) as Tensor;
    expect(await y.array()).toEqual([1, 4]);
    const rearrange = operationOfClass('Rearrange', {})!;
    expect((rearrange.call(tensor([1, 2, 3, 4]), '(a b) -> a b', { a: 2 }) as Tensor).shape).toEqual([2, 2]);
    expect(operationOfClass('NoSuchOp', {})).toBeNull();
  });
});

describe('results of symbolic calls whose shape depends on values', () => {
  const x = new KerasTensor([null, 4], 'int16');
  const shapesOf = (result: unknown) =>
    flatten<KerasTensor>(result as KerasTensor[]).map(({ shape, dtype }) => [shape, dtype]);

  it.each<[string, () => unknown, unknown[]]>([
    [
      'nonzero',
      () => ops.nonzero(x),
      [
        [[null], 'int32'],
        [[null], 'int32'],
      ],
    ],
    ['where', () => ops.where(x), [[[null, 4], 'int32']]],
    [
      'unique',
      () => ops.unique(x, { axis: 0, returnIndex: true }),
      [
        [[null, 4], 'int16'],
        [[null], 'int32'],
      ],
    ],
    [
      'unique of a size',
      () => ops.unique(x, { size: 5, returnInverse: true }),
      [
        [[5], 'int16'],
        [[null, 4], 'int32'],
      ],
    ],
    ['view', () => ops.view(x, 'int32'), [[[null, 2], 'int32']]],
    ['searchsorted', () => ops.searchsorted(new KerasTensor([null]), [1]), [[[1], 'int64']]],
    ['segment_sum', () => ops.segmentSum(x, [0, 1]), [[[null, 4], 'int16']]],
    ['slice to the end', () => ops.slice(x, [1, 1], [-1, -1]), [[[null, 3], 'int16']]],
    ['slice from somewhere', () => ops.slice(x, new KerasTensor([2]), [2, -1]), [[[2, null], 'int16']]],
    [
      'gaussian_blur',
      () => ops.image.gaussianBlur(new KerasTensor([8, null, 3]), new KerasTensor([2])),
      [[[8, null, 3], 'float32']],
    ],
    ['layer_normalization', () => ops.layerNormalization(x), [[[null, 4], 'float32']]],
    ['psnr', () => ops.psnr(x, x, 1), [[[], 'float32']]],
    [
      'dot_product_attention',
      () => {
        const [queries, values] = [8, 4].map((size) => new KerasTensor([null, 5, 2, size])) as unknown as [
          Tensor,
          Tensor,
        ];
        return ops.dotProductAttention(queries, queries, values);
      },
      [[[null, 5, 2, 4], 'float32']],
    ],
    ['size', () => ops.size(x), [[[], 'int32']]],
    ['ndim', () => ops.ndim(x), [[[2], 'float32']]],
    [
      'reshape to a symbolic shape',
      () => ops.reshape(x, new KerasTensor([3], 'int32')),
      [[[null, null, null], 'int16']],
    ],
  ])('%s', (_name, call, expected) => {
    expect(shapesOf(call())).toEqual(expected);
  });

  it('asks no types of symbolic tensors', () => {
    const y = new KerasTensor([2], 'float32');
    expect(ops.bitwiseAnd(y, y).dtype).toBe('float32');
  });

  it('takes cuts for positions within an axis of unknown size', () => {
    const parts = ops.split(new KerasTensor([null]), [2, 5]);
    expect(parts.map(({ shape }) => shape)).toEqual([[2], [3], [null]]);
  });
});
