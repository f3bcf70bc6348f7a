import * as ops from '../ops/index.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';

describe('control flow in other dtypes', () => {
  it.each(['float64', 'float16', 'bfloat16', 'int8', 'uint32'] as const)('%s', async (dtype) => {
    const xs = ops.cast([1, 0, 1, 1], dtype);
    const [total, products] = ops.scan((s, x) => [ops.add(s, x), ops.multiply(s, x)], ops.cast(0, dtype), xs);
    const [n, power] = ops.whileLoop(
      (i) => ops.less(i, 3),
      (i, s) => [ops.add(i, 1), ops.add(s, s)],
      [0, ops.cast(1, dtype)],
    );
    const chosen = ops.cond(
      ops.greater(n, 2),
      () => xs,
      () => ops.flip(xs),
    );
    expect([total, products, power, chosen].map((x) => x.dtype)).toEqual([dtype, dtype, dtype, dtype]);
    await expectValues([total, products, power, chosen], [3, [0, 0, 1, 2], 8, [1, 0, 1, 1]]);
  });

  it('bool', async () => {
    const bits = tensor([true, false, true, true]);
    const [parity, seen] = ops.scan((s, x) => [ops.logicalXor(s, x), ops.logicalAnd(s, x)], false, bits);
    await expectValues([parity, seen], [1, [0, 0, 1, 0]]);
  });
});

test('symbolic tensors may have any number of slices', () => {
  const x = new KerasTensor([null, 4, 3], 'float32') as unknown as Tensor;
  expect(ops.map((row) => ops.sum(row, 0), x).shape).toEqual([null, 3]);
  const [total, rows] = ops.scan((s, row) => [ops.add(s, ops.sum(row)), row], 0, x);
  expect([total.shape, rows.shape]).toEqual([[], [null, 4, 3]]);
});
