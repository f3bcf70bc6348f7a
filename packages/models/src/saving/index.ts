/** keras.saving. */

export type { FileSource } from '@org/core/files';
export {
  CustomObjectScope,
  type CustomObjects,
  customObjectScope,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  registerKerasSerializable,
  serializeKerasObject,
} from '@org/layers';
export { deserializeKerasObject } from './deserialize.js';
export type { Comparison } from './file-comparison.js';
export { KerasFileEditor, type WeightsDict } from './file-editor.js';
export { type LoadModelOptions, loadModel } from './load-model.js';
export { modelToBlob, saveModel } from './save-model.js';
export { loadWeights, saveWeights } from './weights-file.js';
