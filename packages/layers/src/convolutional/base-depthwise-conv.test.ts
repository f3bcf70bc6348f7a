import { runLayerTest } from '../testing/run-layer-test.js';
import { DepthwiseConv1D } from './depthwise-conv1d.js';
import { DepthwiseConv2D } from './depthwise-conv2d.js';

runLayerTest(DepthwiseConv1D, {
  args: [3, { depthMultiplier: 2, padding: 'same', depthwiseRegularizer: 'l2' }],
  inputShape: [2, 5, 3],
  outputShape: [2, 5, 6],
  trainableWeights: 2,
  losses: 1,
});

runLayerTest(DepthwiseConv2D, {
  args: [2, { strides: 2, useBias: false, dataFormat: 'channels_first' }],
  inputShape: [2, 3, 4, 6],
  outputShape: [2, 3, 2, 3],
  trainableWeights: 1,
});

it('DepthwiseConv2D takes a positive multiplier', () => {
  expect(() => new DepthwiseConv2D(3, { depthMultiplier: 0 })).toThrow('depthMultiplier');
});
