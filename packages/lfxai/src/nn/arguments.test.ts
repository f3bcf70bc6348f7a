/** Arguments of modules, as torch takes them: their values are torch's, or follow from what a sum is. */
import { grad, gradients, ops, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import * as nn from './index.js';

const counted = (shape: number[]): Tensor =>
  ops.reshape(
    ops.arange(
      shape.reduce((a, b) => a * b, 1),
      { dtype: 'float32' },
    ),
    shape,
  );

/** A convolution whose kernels add up what they see. */
const sums = (...args: nn.ConvArguments): nn.Conv2d => {
  const conv = new nn.Conv2d(...args);
  conv.weight.assign(ops.ones(conv.weight.shape as number[]));
  return conv;
};

it('convolutions take sizes for each axis, dilations, groups and zeros that keep sizes', async () => {
  const x = counted([1, 1, 3, 4]);
  expect(await sums(1, 1, [3, 1], { bias: false })(x).array()).toEqual([[[[12, 15, 18, 21]]]]);
  expect(await sums(1, 1, 2, { dilation: 2, bias: false })(x).array()).toEqual([[[[20, 24]]]]);
  expect(await sums(1, 1, 2, 1, [0, 1], { bias: false })(x).array()).toEqual([
    [
      [
        [4, 10, 14, 18, 10],
        [12, 26, 30, 34, 18],
      ],
    ],
  ]);
  // torch puts the odd zero at the end.
  expect(await sums(1, 1, [1, 2], { padding: 'same', bias: false })(x).at(0, 0, 0).array()).toEqual([1, 3, 5, 3]);
  const grouped = sums(2, 2, 1, { groups: 2, bias: false });
  expect(grouped.weight.shape).toEqual([2, 1, 1, 1]);
  const pair = counted([1, 2, 1, 2]);
  expect(await grouped(pair).array()).toEqual(await pair.array());
  const transposed = new nn.ConvTranspose2d(1, 1, [1, 2], [1, 2], { bias: false });
  transposed.weight.assign(ops.ones([1, 1, 1, 2]));
  expect(await transposed(counted([1, 1, 1, 2]).add(1)).array()).toEqual([[[[1, 1, 2, 2]]]]);
});

it('windows of series, the first of equal values with the derivative', async () => {
  const series = tensor([[[3, 3, 1, 2]]]);
  expect(await new nn.MaxPool1d(2)(series).array()).toEqual([[[3, 2]]]);
  expect(await new nn.AvgPool1d(2, { stride: 1 })(series).array()).toEqual([[[3, 2, 1.5]]]);
  const slopes = await grad((x: Tensor) => ops.sum(new nn.MaxPool1d(4)(x)))(series).array();
  expect(slopes).toEqual([[[1, 0, 0, 0]]]);
});

it('losses take reductions', async () => {
  const [x, y] = [tensor([0, 0, 1]), tensor([1, 3, 1])];
  expect(await new nn.MSELoss({ reduction: 'sum' })(x, y).item()).toBe(10);
  expect(await new nn.L1Loss('none')(x, y).array()).toEqual([1, 3, 0]);
  const even = ops.zeros([2, 4]);
  expectClose(await new nn.CrossEntropyLoss('sum')(even, tensor([0, 3], null, 'int32')).data(), [2 * Math.log(4)]);
  expect(() => new nn.MSELoss('total' as never)).toThrow(/not a valid value for reduction/);
});

it('the row of what fills texts up is zeros, and has no derivative', async () => {
  const embedding = new nn.Embedding(3, 2, { paddingIdx: -1 });
  const tokens = tensor([[0, 2, 2]], null, 'int32');
  expect(await embedding(tokens).at(0, 1).array()).toEqual([0, 0]);
  const slopes = gradients(ops.sum(embedding(tokens)), [embedding.weight]);
  expect(await slopes[0]!.array()).toEqual([
    [1, 1],
    [0, 0],
    [0, 0],
  ]);
});

it('batches are normalized by the epsilon that is given', async () => {
  const norm = new nn.BatchNorm1d(1, { eps: 3, momentum: 0.5 });
  expect(
    await norm
      .eval()(tensor([[4]]))
      .array(),
  ).toEqual([[2]]);
  norm.train()(tensor([[0], [2]]));
  expect(await norm.runningMean.data()).toEqual(Float32Array.of(0.5));
});

it.each<[string, () => unknown, RegExp]>([
  ['Linear', () => new nn.Linear(3, 2, { biased: false } as never), /unexpected keyword argument 'biased'/],
  ['Linear', () => new nn.Linear(3 as never), /outFeatures/],
  ['Conv2d', () => new nn.Conv2d(3, 2, 3, { paddingMode: 'circular' } as never), /paddingMode/],
  ['Conv2d', () => new nn.Conv2d(3, 2, [3]), /kernelSize says something of each spatial axis[\s\S]*2 of them/],
  ['Conv2d', () => new nn.Conv2d(3, 2, 3, { groups: 2 }), /parted evenly/],
  ['Conv1d', () => new nn.Conv1d(3, 2, 3, 2, 'same'), /strided/],
  ['ConvTranspose2d', () => new nn.ConvTranspose2d(2, 2, 3, { groups: 2 as never }), /one group/],
  ['LSTM', () => Reflect.construct(nn.LSTM, [3, 4, { numLayers: 2 }]), /numLayers/],
  [
    'Sigmoid',
    () => new nn.Sigmoid({ inplace: true } as never),
    /Sigmoid\(\) got an unexpected keyword argument 'inplace'/,
  ],
])('%s refuses what it has not: %#', (_, make, message) => {
  expect(make).toThrow(message);
});
