/** keras.utils. */
import { random } from '@org/core';

export { isKerasTensor, standardizeDType as standardizeDtype } from '@org/core';

export {
  boundingBoxes,
  CustomObjectScope,
  customObjectScope,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  registerKerasSerializable,
  serializeKerasObject,
} from '@org/layers';
export { clearSession } from '../backend.js';
export { unpackXYSampleWeight } from '../data/batches.js';
export { Dataset } from '../data/dataset.js';
export { PyDataset, type PyDatasetOptions, Sequence } from '../data/py-dataset.js';
export { disableInteractiveLogging, enableInteractiveLogging, isInteractiveLoggingEnabled } from '../display/output.js';
export { Progbar, type ProgbarOptions } from '../display/progress-bar.js';
export * as legacy from '../legacy/saving.js';
export { deserializeKerasObject } from '../saving/deserialize.js';
export { arrayToImg } from './array-to-img.js';
export { type AudioDatasetFromDirectoryOptions, audioDatasetFromDirectory } from './audio-dataset-from-directory.js';
export { Config } from './config.js';
export type { Dot } from './dot.js';
export {
  type Cross,
  type Feature,
  FeatureSpace,
  type FeatureSpaceOptions,
} from './feature-space/index.js';
export { type GetFileOptions, getFile } from './get-file.js';
export { getSourceInputs } from './get-source-inputs.js';
export { type ImageDatasetFromDirectoryOptions, imageDatasetFromDirectory } from './image-dataset-from-directory.js';
export { PILImage } from './images/pil-image.js';
export { imgToArray } from './img-to-array.js';
export { loadImg } from './load-img.js';
export { modelToDot } from './model-to-dot.js';
export { normalize } from './normalize.js';
export { packXYSampleWeight } from './pack-xy-sample-weight.js';
export { padSequences } from './pad-sequences.js';
export { plotModel } from './plot-model.js';
export { saveImg } from './save-img.js';
export { splitDataset } from './split-dataset.js';
export { type TextDatasetFromDirectoryOptions, textDatasetFromDirectory } from './text-dataset-from-directory.js';
export { timeseriesDatasetFromArray } from './timeseries-dataset-from-array.js';
export { toCategorical } from './to-categorical.js';

export const { setRandomSeed } = random;
