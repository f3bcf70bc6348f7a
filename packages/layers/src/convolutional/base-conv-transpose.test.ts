import { runLayerTest } from '../testing/run-layer-test.js';
import { Conv1DTranspose } from './conv1d-transpose.js';
import { Conv2DTranspose } from './conv2d-transpose.js';
import { Conv3DTranspose } from './conv3d-transpose.js';

runLayerTest(Conv1DTranspose, {
  args: [3, 2, { strides: 3 }],
  inputShape: [2, 4, 3],
  outputShape: [2, 12, 3],
  trainableWeights: 2,
});

runLayerTest(Conv2DTranspose, {
  args: [2, 3, { strides: 2, padding: 'same', outputPadding: [1, 0], activation: 'relu' }],
  inputShape: [2, 3, 4, 3],
  outputShape: [2, 6, 7, 2],
  trainableWeights: 2,
});

runLayerTest(Conv3DTranspose, {
  args: [2, 2, { useBias: false, dilationRate: 2 }],
  inputShape: [1, 2, 3, 2, 2],
  outputShape: [1, 4, 5, 4, 2],
  trainableWeights: 1,
});

describe('transposed convolutions', () => {
  it('take output padding below the strides only', () => {
    expect(() => new Conv2DTranspose(2, 3, { strides: 2, outputPadding: 2 })).toThrow('outputPadding');
    expect(() => new Conv2DTranspose(-1, 3)).toThrow('filters');
  });

  it('have their parameters in the order of Keras', () => {
    expect(new Conv2DTranspose(2, 3, 2, 'same', 1, 'channels_first').outputPadding).toEqual([1, 1]);
    expect(new Conv3DTranspose(2, 3, 2, 'same', 'channels_first', 1).outputPadding).toEqual([1, 1, 1]);
  });
});
