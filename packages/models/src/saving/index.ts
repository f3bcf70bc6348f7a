/** keras.saving. */
export {
  CustomObjectScope,
  type CustomObjects,
  customObjectScope,
  deserializeKerasObject,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  registerKerasSerializable,
  serializeKerasObject,
} from '@org/layers';
export { type LoadModelOptions, loadModel } from './load-model.js';
export { saveModel } from './save-model.js';
export { loadWeightsFile as loadWeights, saveWeightsFile as saveWeights } from './weights-file.js';
