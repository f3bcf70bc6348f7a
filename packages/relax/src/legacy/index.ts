/** relax.legacy: networks as functions of their weights, what trains them, and checkpoints. CounterNet is made of them. */
export * as ckptManager from './ckpt-manager.js';
export { CheckpointManager, loadCheckpoint, saveCheckpoint } from './ckpt-manager.js';
export {
  type HaikuFrame,
  type HaikuModule,
  type HaikuModuleClass,
  type Initializer,
  initialParams,
  Keys,
  type LinearLayer,
  makeHkModule,
  makeModel,
  splitInTwo,
} from './haiku.js';
export * as logger from './logger.js';
export { Logger, type Logs, type LogValue } from './logger.js';
export * as module from './module.js';
export {
  type BaseNetwork,
  BaseTrainingModule,
  DenseBlock,
  MLP,
  PredictiveModel,
  PredictiveTrainingModule,
  PredictiveTrainingModuleConfigs,
} from './module.js';
export {
  blockPaths,
  isTrained,
  linear,
  type MLPSettings,
  mlp,
  type Network,
  type Params,
  type TrainingFlag,
} from './network.js';
export { type AdamState, optaxAdam } from './optimizers.js';
export * as trainer from './trainer.js';
export {
  type Batch,
  type PackedModule,
  TrainingConfigs,
  type TrainingModule,
  type TrainModelKeywords,
  type TrainModelOptions,
  trainModel,
  trainModelWithStates,
} from './trainer.js';
export * as utils from './utils.js';
export {
  accuracy,
  binaryCrossEntropy,
  catNormalize,
  checkCatInfo,
  dist,
  initNetOpt,
  proximity,
  sigmoid,
} from './utils.js';
