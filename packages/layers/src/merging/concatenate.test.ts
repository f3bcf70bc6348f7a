import { KerasTensor, tensor } from '@org/core';
import { getKerasMask, setKerasMask } from '@org/core/internal';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Concatenate, concatenate } from './concatenate.js';

runLayerTest(Concatenate, {
  args: [1],
  inputShape: [
    [2, 3, 4],
    [2, 2, 4],
    [2, 1, 4],
  ],
  outputShape: [2, 6, 4],
  supportsMasking: true,
});

describe('Concatenate', () => {
  it('takes inputs of equal sizes along the other axes', () => {
    expect(() => new Concatenate(1)([new KerasTensor([null, 2, 3]), new KerasTensor([null, 2, 4])])).toThrow(
      'matching',
    );
    expect(() => new Concatenate()(new KerasTensor([null, 2]))).toThrow('list of inputs');
  });

  it('joins masks of symbolic inputs', () => {
    const [a, b] = [new KerasTensor([null, 4, 2]), new KerasTensor([null, 4, 2])];
    setKerasMask(a, new KerasTensor([null, 4], 'bool'));
    expect(getKerasMask(concatenate([a, b], { axis: 1 }))!.shape).toEqual([null, 8]);
  });

  it('joins masks as well', async () => {
    const [a, b] = [tensor([[[1], [2]]], null, 'float32'), tensor([[[3]]], null, 'float32')];
    setKerasMask(a, tensor([[true, false]]));
    const y = concatenate([a, b], { axis: 1 });
    expect(await y.array()).toEqual([[[1], [2], [3]]]);
    expect(await getKerasMask(y)!.array()).toEqual([[true, false, true]]);
  });
});
