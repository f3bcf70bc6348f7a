import { runLayerTest } from '../testing/run-layer-test.js';
import { AdaptiveAveragePooling1D } from './adaptive-average-pooling1d.js';
import { AdaptiveAveragePooling2D } from './adaptive-average-pooling2d.js';
import { AdaptiveAveragePooling3D } from './adaptive-average-pooling3d.js';
import { AdaptiveMaxPooling1D } from './adaptive-max-pooling1d.js';
import { AdaptiveMaxPooling2D } from './adaptive-max-pooling2d.js';
import { AdaptiveMaxPooling3D } from './adaptive-max-pooling3d.js';

for (const type of [AdaptiveAveragePooling1D, AdaptiveMaxPooling1D]) {
  runLayerTest(type, { args: [3], inputShape: [2, 7, 3], outputShape: [2, 3, 3] });
}
for (const type of [AdaptiveAveragePooling2D, AdaptiveMaxPooling2D]) {
  runLayerTest(type, { args: [[2, 3], 'channels_first'], inputShape: [2, 3, 5, 7], outputShape: [2, 3, 2, 3] });
}
for (const type of [AdaptiveAveragePooling3D, AdaptiveMaxPooling3D]) {
  runLayerTest(type, { args: [2], inputShape: [1, 4, 5, 3, 2], outputShape: [1, 2, 2, 2, 2] });
}

it('adaptive pooling takes a size for each spatial axis', () => {
  expect(() => new AdaptiveMaxPooling2D([1, 2, 3])).toThrow('outputSize');
});
