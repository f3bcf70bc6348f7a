/** relax.legacy: networks as functions of their weights, which CounterNet is made of. */
export {
  blockPaths,
  initialParams,
  linear,
  type MLPSettings,
  mlp,
  type Network,
  type Params,
  type Pass,
} from './network.js';
export { type AdamState, optaxAdam } from './optimizers.js';
export { TrainingConfigs, type TrainingModule, type TrainModelOptions, trainModel } from './trainer.js';
export { accuracy, binaryCrossEntropy, catNormalize, dist, proximity, sigmoid } from './utils.js';
