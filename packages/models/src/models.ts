/** keras.models. */
export { type CloneOptions, cloneModel, modelFromJson } from './cloning.js';
export { Model } from './model.js';
export { loadModel, saveModel } from './saving/save-model.js';
export { Sequential } from './sequential.js';
