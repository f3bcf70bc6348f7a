import { KerasTensor, tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Conv1D } from './conv1d.js';
import { Conv2D } from './conv2d.js';
import { Conv3D } from './conv3d.js';

runLayerTest(Conv1D, {
  args: [4, 3, { padding: 'causal', dilationRate: 2, activation: 'relu' }],
  inputShape: [2, 7, 3],
  outputShape: [2, 7, 4],
  trainableWeights: 2,
});

runLayerTest(Conv2D, {
  args: [6, [3, 2], { strides: 2, padding: 'same', groups: 2, kernelRegularizer: 'l2', activityRegularizer: 'l1' }],
  inputShape: [2, 6, 5, 4],
  outputShape: [2, 3, 3, 6],
  trainableWeights: 2,
  losses: 2,
});

runLayerTest(Conv3D, {
  args: [2, 2, { useBias: false, dataFormat: 'channels_first' }],
  inputShape: [1, 3, 4, 3, 5],
  outputShape: [1, 2, 3, 2, 4],
  trainableWeights: 1,
});

describe('convolutions', () => {
  it.each([
    [() => new Conv2D(0, 3), 'filters'],
    [() => new Conv2D(4, 0), 'kernelSize'],
    [() => new Conv2D(4, [3, 3, 3]), 'kernelSize'],
    [() => new Conv2D(4, 3, { strides: [1, 0] }), 'strides'],
    [() => new Conv2D(4, 3, { padding: 'causal' as 'same' }), 'padding'],
    [() => new Conv2D(4, 3, { groups: 3 }), 'number of filters'],
    [() => new Conv2D(4, 3, { groups: 0 }), 'groups'],
    [() => new Conv2D(4, 3, { strides: 2, dilationRate: 2 }), 'cannot be combined'],
    [() => new Conv2D(4, 3, { dataFormat: 'channels_middle' }), 'data_format'],
    [() => new Conv2D(4, 3)(new KerasTensor([null, 2, 8, 3])), 'zero or negative'],
    [() => new Conv2D(4, 3, { groups: 2 })(new KerasTensor([null, 8, 8, 3])), 'number of input channels'],
    [() => new Conv2D(4, 3)(new KerasTensor([null, 8, 8, null])), 'number of channels'],
  ])('rejects %s', (make, message) => {
    expect(make).toThrow(message);
  });

  it('leaves unknown sizes unknown, also below the size of the window', () => {
    const y = new Conv1D(8, 400, { strides: 4 })(new KerasTensor([null, null, 1]));
    expect(y.shape).toEqual([null, null, 8]);
  });

  it('fixes the number of channels', () => {
    const layer = new Conv2D(1, 1);
    layer(tensor([[[[1, 2]]]]));
    expect(() => layer(tensor([[[[1, 2, 3]]]]))).toThrow('axis -1 of size 2');
  });

  it('can be adapted', async () => {
    const layer = new Conv2D(3, 2, { loraRank: 1, loraAlpha: 2 });
    layer(new KerasTensor([null, 5, 5, 2]));
    expect(layer.trainableWeights.map(({ shape }) => shape)).toEqual([[3], [2, 2, 2, 1], [1, 3]]);
    expect(layer.getConfig()).toMatchObject({ lora_rank: 1, lora_alpha: 2 });
  });
});
