import { runLayerTest } from '../testing/run-layer-test.js';
import { ZeroPadding1D } from './zero-padding1d.js';
import { ZeroPadding2D } from './zero-padding2d.js';
import { ZeroPadding3D } from './zero-padding3d.js';

runLayerTest(ZeroPadding1D, { args: [[1, 2]], inputShape: [2, 3, 4], outputShape: [2, 6, 4] });
runLayerTest(ZeroPadding2D, {
  args: [
    [
      [1, 0],
      [2, 1],
    ],
    'channels_first',
  ],
  inputShape: [2, 3, 4, 5],
  outputShape: [2, 3, 5, 8],
});
runLayerTest(ZeroPadding3D, { args: [2], inputShape: [1, 2, 1, 3, 2], outputShape: [1, 6, 5, 7, 2] });

it('padding is an integer, or one or two for each axis', () => {
  expect(() => new ZeroPadding2D([1, 2, 3])).toThrow('padding');
  expect(() => new ZeroPadding2D([[1, 2, 3], 1] as never)).toThrow('padding');
});
