import { runLayerTest } from '../testing/run-layer-test.js';
import { SeparableConv1D } from './separable-conv1d.js';
import { SeparableConv2D } from './separable-conv2d.js';

runLayerTest(SeparableConv1D, {
  args: [4, 3, { depthMultiplier: 2, strides: 2, pointwiseRegularizer: 'l1' }],
  inputShape: [2, 7, 3],
  outputShape: [2, 3, 4],
  trainableWeights: 3,
  losses: 1,
});

runLayerTest(SeparableConv2D, {
  args: [5, [2, 3], { padding: 'same', useBias: false, activation: 'tanh' }],
  inputShape: [2, 4, 4, 2],
  outputShape: [2, 4, 4, 5],
  trainableWeights: 2,
});

it('SeparableConv1D has no causal padding', () => {
  expect(() => new SeparableConv1D(4, 3, { padding: 'causal' })).toThrow('padding');
});
