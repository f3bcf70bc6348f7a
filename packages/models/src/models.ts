/** keras.models. */
export { type CloneModelOptions, cloneModel, modelFromJson } from './cloning.js';
export { Model } from './model.js';
export { loadModel } from './saving/load-model.js';
export { saveModel } from './saving/save-model.js';
export { Sequential } from './sequential.js';
