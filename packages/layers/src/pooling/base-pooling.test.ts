import { KerasTensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { AveragePooling1D } from './average-pooling1d.js';
import { AveragePooling2D } from './average-pooling2d.js';
import { AveragePooling3D } from './average-pooling3d.js';
import { MaxPooling1D } from './max-pooling1d.js';
import { MaxPooling2D } from './max-pooling2d.js';
import { MaxPooling3D } from './max-pooling3d.js';

for (const type of [MaxPooling1D, AveragePooling1D]) {
  runLayerTest(type, { args: [2, { padding: 'same' }], inputShape: [2, 5, 3], outputShape: [2, 3, 3] });
}
for (const type of [MaxPooling2D, AveragePooling2D]) {
  runLayerTest(type, {
    args: [[2, 3], { strides: 1, dataFormat: 'channels_first' }],
    inputShape: [2, 3, 4, 5],
    outputShape: [2, 3, 3, 3],
  });
}
for (const type of [MaxPooling3D, AveragePooling3D]) {
  runLayerTest(type, { args: [2], inputShape: [1, 4, 5, 6, 2], outputShape: [1, 2, 2, 3, 2] });
}

describe('pooling', () => {
  it('moves by its own size', () => {
    expect(new MaxPooling2D([3, 2]).strides).toEqual([3, 2]);
    expect(new MaxPooling2D().poolSize).toEqual([2, 2]);
  });

  it('rejects what does not fit', () => {
    expect(() => new MaxPooling2D([2, 2, 2])).toThrow('poolSize');
    expect(() => new MaxPooling2D(2, { padding: 'causal' as 'same' })).toThrow('padding');
    expect(() => new MaxPooling2D()(new KerasTensor([null, 4, 4]))).toThrow('ndim=4');
    expect(() => new MaxPooling2D(5)(new KerasTensor([null, 4, 4, 1]))).toThrow('zero or negative');
  });
});
