import { fromPythonName } from '@org/core/internal';
import { loadApi } from '@org/testing';
import * as keras from '../index.js';
import { moduleAt } from './keras-keywords.js';

/** What Keras exports and this has not, with the reason. */
const missing: readonly (readonly [reason: string, names: readonly string[]])[] = [
  ['no name of the language; it is `version()`', ['keras.__version__']],
  ['tensors are lazy, and calls on symbolic ones need no scope', ['keras.SymbolicScope']],
  ['the files are those of the Python package Orbax', ['keras.callbacks.OrbaxCheckpoint']],
  ['quantization that looks at data is not done', ['keras.quantizers.AWQConfig', 'keras.quantizers.GPTQConfig']],
  ['scikit-learn is a Python package', ['SKLearnClassifier', 'SKLearnRegressor', 'SKLearnTransformer'].map(wrapper)],
  [
    'a program has one device at a time',
    [
      'DataParallel',
      'DeviceMesh',
      'LayoutMap',
      'ModelParallel',
      'TensorLayout',
      'distribute_tensor',
      'distribution',
      'get_device_count',
      'initialize',
      'list_devices',
      'set_distribution',
    ].map((name) => `keras.distribution.${name}`),
  ],
  [
    'OpenCV draws its lines and letters',
    ['keras.visualization.draw_bounding_boxes', 'keras.visualization.plot_bounding_box_gallery'],
  ],
  [
    'Matplotlib draws it; masks are drawn by `drawSegmentationMasks`, and charts by @org/plots',
    ['keras.visualization.plot_image_gallery', 'keras.visualization.plot_segmentation_mask_gallery'],
  ],
];

function wrapper(name: string): string {
  return `keras.wrappers.${name}`;
}

test('each name of Keras is there, or has a reason not to be', () => {
  const absent = Object.entries(loadApi().modules).flatMap(([module, exports]) =>
    Object.keys(exports)
      .filter((name) => moduleAt(keras, module)?.[fromPythonName(name)] === undefined)
      .map((name) => `${module}.${name}`),
  );
  expect(absent.sort()).toEqual(missing.flatMap(([, names]) => names).sort());
});
