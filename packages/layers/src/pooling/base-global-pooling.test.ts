import { KerasTensor, tensor } from '@org/core';
import { getKerasMask, setKerasMask } from '@org/core/internal';
import { runLayerTest } from '../testing/run-layer-test.js';
import { GlobalAveragePooling1D } from './global-average-pooling1d.js';
import { GlobalAveragePooling2D } from './global-average-pooling2d.js';
import { GlobalAveragePooling3D } from './global-average-pooling3d.js';
import { GlobalMaxPooling1D } from './global-max-pooling1d.js';
import { GlobalMaxPooling2D } from './global-max-pooling2d.js';
import { GlobalMaxPooling3D } from './global-max-pooling3d.js';

runLayerTest(GlobalMaxPooling1D, { inputShape: [2, 5, 3], outputShape: [2, 3] });
runLayerTest(GlobalAveragePooling1D, { inputShape: [2, 5, 3], outputShape: [2, 3], supportsMasking: true });
for (const type of [GlobalMaxPooling2D, GlobalAveragePooling2D]) {
  runLayerTest(type, { args: [{ keepdims: true }], inputShape: [2, 3, 4, 5], outputShape: [2, 1, 1, 5] });
}
for (const type of [GlobalMaxPooling3D, GlobalAveragePooling3D]) {
  runLayerTest(type, { args: ['channels_first'], inputShape: [2, 3, 4, 5, 2], outputShape: [2, 3] });
}

it('kept axes have size 1, however large they were', () => {
  expect(new GlobalAveragePooling2D({ keepdims: true })(new KerasTensor([null, null, null, 3])).shape).toEqual([
    null,
    1,
    1,
    3,
  ]);
});

it('GlobalAveragePooling1D leaves out masked steps', async () => {
  const x = tensor([[[1], [3], [100]]], null, 'float32');
  setKerasMask(x, tensor([[true, true, false]]));
  const y = new GlobalAveragePooling1D()(x);
  expect(await y.array()).toEqual([[2]]);
  expect(getKerasMask(y)).toBeNull();
});
