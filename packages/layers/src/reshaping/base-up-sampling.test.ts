import { runLayerTest } from '../testing/run-layer-test.js';
import { UpSampling1D } from './up-sampling1d.js';
import { UpSampling2D } from './up-sampling2d.js';
import { UpSampling3D } from './up-sampling3d.js';

runLayerTest(UpSampling1D, { args: [3], inputShape: [2, 4, 3], outputShape: [2, 12, 3] });
runLayerTest(UpSampling2D, { args: [[2, 3], 'channels_first'], inputShape: [1, 2, 3, 4], outputShape: [1, 2, 6, 12] });
runLayerTest(UpSampling2D, {
  args: [2, { interpolation: 'bilinear' }],
  inputShape: [1, 3, 4, 2],
  outputShape: [1, 6, 8, 2],
});
runLayerTest(UpSampling3D, { inputShape: [1, 2, 1, 3, 2], outputShape: [1, 4, 2, 6, 2] });

it('sizes are positive integers', () => {
  expect(() => new UpSampling1D(1.5)).toThrow('size');
  expect(() => new UpSampling2D(0)).toThrow('size');
});
