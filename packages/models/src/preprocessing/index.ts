/** keras.preprocessing: names of Keras 2, which Keras keeps. All are in `keras.utils` as well. */
export { imageDatasetFromDirectory } from '../utils/image-dataset-from-directory.js';
export { textDatasetFromDirectory } from '../utils/text-dataset-from-directory.js';
export { timeseriesDatasetFromArray } from '../utils/timeseries-dataset-from-array.js';
export * as image from './image.js';
export * as sequence from './sequence.js';
