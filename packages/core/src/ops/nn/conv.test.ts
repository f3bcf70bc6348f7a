import { exportFunction } from '../../onnx/export-function.js';
import { relu } from '../../primitives/elementwise.js';
import { KerasTensor } from '../../symbolic/keras-tensor.js';
import { tensor } from '../../tensor/tensor.js';
import { expectValues } from '../../testing/agreement.js';
import { randomArray, randomNumbers } from '../../testing/random-values.js';
import { runModel } from '../../testing/run-graph.js';
import { conv, convTranspose, depthwiseConv, separableConv } from './conv.js';
import { averagePool, maxPool } from './pooling.js';

const ones = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape);
const counting = (...shape: number[]) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    shape,
  );

describe('conv', () => {
  it('sums what the kernel covers', async () => {
    await expectValues(conv(counting(1, 5, 1), ones(3, 1, 1)), [[[3], [6], [9]]]);
    await expectValues(conv(counting(1, 5, 1), ones(3, 1, 1), { padding: 'same' }), [[[1], [3], [6], [9], [7]]]);
    await expectValues(conv(counting(1, 5, 1), ones(2, 1, 1), 2, 'same'), [[[1], [5], [4]]]);
    await expectValues(conv(counting(1, 5, 1), ones(2, 1, 1), { dilationRate: 3 }), [[[3], [5]]]);
  });

  it('does not flip the kernel', async () => {
    await expectValues(conv([[[1], [0], [0]]], [[[2]], [[3]]]), [[[2], [0]]]);
  });

  it('takes channels first', async () => {
    const x = counting(1, 2, 3);
    await expectValues(conv(x, ones(2, 2, 1), { dataFormat: 'channels_first' }), [[[8, 12]]]);
  });

  it('has groups where the kernel has fewer input channels', async () => {
    const kernel = tensor([1, 10], [1, 1, 2], 'float32');
    await expectValues(conv(counting(1, 2, 2), kernel), [
      [
        [0, 10],
        [2, 30],
      ],
    ]);
  });

  it('is a product of matrices for a pointwise kernel', () => {
    const { node } = conv(counting(2, 3, 3, 4), ones(1, 1, 4, 5));
    expect(node!.inputs[0]!.node!.primitive.name).toBe('matmul');
  });

  it('infers symbolic shapes', () => {
    const x = new KerasTensor([null, null, 28, 3], 'float32');
    const y = conv(x as never, ones(3, 3, 3, 8), { strides: 2, padding: 'same' }) as unknown as KerasTensor;
    expect(y.shape).toEqual([null, null, 14, 8]);
  });

  it('says what does not fit', () => {
    expect(() => conv(ones(1, 5, 3), ones(3, 2, 4))).toThrow(/not a multiple/);
    expect(() => conv(ones(1, 2, 3), ones(3, 3, 4))).toThrow(/at least as large/);
    expect(() => conv(ones(1, 5, 3), ones(3, 3, 4), { padding: 'full' })).toThrow(/padding/);
    expect(() => conv(ones(1, 5, 3), ones(3, 3, 4), 0)).toThrow(/strides/);
    expect(() => conv(ones(5, 3), ones(3, 4))).toThrow(/rank 2/);
  });
});

test('depthwise and separable convolutions', async () => {
  const x = counting(1, 2, 2);
  await expectValues(depthwiseConv(x, tensor([1, 2, 3, 4], [1, 2, 2], 'float32')), [
    [
      [0, 0, 3, 4],
      [2, 4, 9, 12],
    ],
  ]);
  await expectValues(separableConv(x, ones(1, 2, 1), tensor([1, 10], [1, 2, 1], 'float32')), [[[10], [32]]]);
  expect(() => depthwiseConv(x, ones(1, 3, 1))).toThrow(/channels/);
  expect(() => separableConv(x, ones(1, 2, 1), ones(1, 3, 1))).toThrow(/channels/);
});

describe('conv_transpose', () => {
  it('spreads each element by the kernel', async () => {
    await expectValues(convTranspose([[[1], [2]]], [[[1]], [[10]]], 2), [[[1], [10], [2], [20]]]);
    await expectValues(convTranspose([[[1], [2]]], ones(3, 1, 1), 2, 'same'), [[[1], [1], [3], [2]]]);
    await expectValues(convTranspose([[[1], [2]]], ones(1, 1, 1), { strides: 2, outputPadding: 1 }), [
      [[1], [0], [2], [0]],
    ]);
  });

  it('says what does not fit', () => {
    expect(() => convTranspose(ones(1, 5, 3), ones(3, 4, 2))).toThrow(/channels/);
  });
});

it('is exported with open sizes', async () => {
  const next = randomNumbers('weights');
  const kernel = tensor(randomArray(next, [3, 3, 2, 4], 'float32').data as Float32Array, [3, 3, 2, 4]);
  const network = (x: ReturnType<typeof tensor>) => {
    const hidden = relu(conv(x, kernel, { padding: 'same' }));
    return [averagePool(maxPool(hidden, 2), 2, { strides: 1 })] as const;
  };
  const spec = { name: 'x', shape: [null, null, null, 2], dtype: 'float32' } as const;
  const model = await exportFunction(network, [spec], ['y']);
  for (const shape of [
    [1, 8, 8, 2],
    [3, 9, 12, 2],
  ]) {
    const x = randomArray(next, shape, 'float32');
    const [y] = await runModel(model, { inputNames: ['x'], outputNames: ['y'] }, [x]);
    const expected = await network(tensor(x.data as Float32Array, shape))[0].read();
    expect(y!.shape).toEqual(expected.shape);
    (y!.data as Float32Array).forEach((value, i) => {
      expect(value).toBeCloseTo(expected.data[i] as number, 5);
    });
  }
});
