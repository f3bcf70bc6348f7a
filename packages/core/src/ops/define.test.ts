import { Function } from '../symbolic/function.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { type Tensor, tensor } from '../tensor.js';
import { type OpOperation, operationOfClass } from './define.js';
import * as ops from './index.js';

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

  it('takes settings that are symbolic as inputs', async () => {
    const bound = new KerasTensor([3]);
    const f = new Function([x, bound], ops.clip(x, 0, bound));
    const y = f([tensor([[-1, 0.5, 2]]), tensor([1, 1, 1])]) as Tensor;
    expect(await y.array()).toEqual([[0, 0.5, 1]]);
  });

  it('gives the tensors of a list one by one', async () => {
    const product = ops.einsum('ij,jk->ik', x, [[1], [2], [3]]);
    expect(product.shape).toEqual([null, 1]);
    expect(operationOf(product).inboundNodes[0]!.args).toHaveLength(2);
    const f = new Function(x, product);
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
