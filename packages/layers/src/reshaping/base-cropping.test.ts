import { KerasTensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Cropping1D } from './cropping1d.js';
import { Cropping2D } from './cropping2d.js';
import { Cropping3D } from './cropping3d.js';

runLayerTest(Cropping1D, { args: [[1, 2]], inputShape: [2, 6, 3], outputShape: [2, 3, 3] });
runLayerTest(Cropping2D, {
  args: [
    [
      [1, 0],
      [2, 1],
    ],
    'channels_first',
  ],
  inputShape: [2, 3, 5, 6],
  outputShape: [2, 3, 4, 3],
});
runLayerTest(Cropping3D, { args: [[1, 0, 2]], inputShape: [1, 3, 4, 5, 2], outputShape: [1, 1, 4, 1, 2] });

describe('cropping', () => {
  it('has the defaults of Keras', () => {
    expect(new Cropping1D().cropping).toEqual([1, 1]);
    expect(new Cropping2D().cropping).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(new Cropping3D().cropping).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it('leaves something', () => {
    expect(() => new Cropping1D(2)(new KerasTensor([null, 4, 1]))).toThrow('smaller than the input');
    expect(() => new Cropping2D([1, 2, 3])).toThrow('cropping');
    expect(() => new Cropping2D(-1)).toThrow('cropping');
  });
});
