import { KerasTensor, tensor } from '@org/core';
import { Dense } from '../core/dense.js';
import { Wrapper } from '../core/wrapper.js';
import { Dropout } from '../regularization/dropout.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import { TimeDistributed } from './time-distributed.js';

runLayerTest(TimeDistributed, {
  args: [new Dense(4, { name: 'inner', kernelRegularizer: 'l2' })],
  inputShape: [2, 3, 5],
  outputShape: [2, 3, 4],
  trainableWeights: 2,
  losses: 1,
  supportsMasking: true,
});

describe('TimeDistributed', () => {
  it('needs a time axis and a mask that fits', () => {
    expect(() => new TimeDistributed(new Dense(2))(new KerasTensor([null, 3]))).toThrow('three axes');
    const layer = new TimeDistributed(new Dense(2));
    expect(() => layer(tensor([[[1], [2]]]), { mask: tensor([[true]]) })).toThrow('mask');
    expect(() => new TimeDistributed(((x: unknown) => x) as never)).toThrow('wraps a layer');
  });

  it('passes the training flag on', async () => {
    const layer = new TimeDistributed(new Dropout(1));
    expect(await layer(tensor([[[1, 2]]], null, 'float32'), { training: true }).array()).toEqual([[[0, 0]]]);
  });

  it('names the weights of the inner layer after itself', () => {
    const layer = new TimeDistributed(new Dense(2, { name: 'inner' }), { name: 'outer' });
    layer(new KerasTensor([null, 3, 4]));
    expect(layer.weights.map(({ path }) => path)).toEqual(['outer/inner/kernel', 'outer/inner/bias']);
  });
});

it('Wrapper keeps its layer in the config', () => {
  const wrapper = Wrapper.fromConfig(new Wrapper(new Dense(3, { name: 'inner' })).getConfig());
  expect((wrapper.layer as Dense).units).toBe(3);
});
