/** keras.saving. */
export {
  type CustomObjects,
  CustomObjectScope,
  customObjectScope,
  deserializeKerasObject,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  registerKerasSerializable,
  serializeKerasObject,
} from '@org/layers';
export { KERAS_VERSION, type LoadModelOptions, loadModel, saveModel } from './save-model.js';
export { loadWeightsFile as loadWeights, saveWeightsFile as saveWeights } from './weights-file.js';
