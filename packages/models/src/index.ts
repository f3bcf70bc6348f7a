/** The umbrella: `import * as keras from '@org/models'` is what `import keras` is in Python. */
export * from '@org/core';
// Keras's name, under which `keras.Function` shadows nothing.
export { KerasFunction as Function } from '@org/core';
export * as layers from '@org/layers';
export {
  activations,
  Constraint,
  constraints,
  DTypePolicy,
  DTypePolicy as FloatDTypePolicy,
  dtypePolicies,
  Initializer,
  Input,
  InputSpec,
  initializers,
  Layer,
  Quantizer,
  quantizers,
  Regularizer,
  RematScope,
  regularizers,
} from '@org/layers';
export * as applications from './applications/index.js';
export * as backend from './backend.js';
export * as callbacks from './callbacks/index.js';
export * as config from './config.js';
export * as datasets from './datasets/index.js';
export * as distillation from './distillation/index.js';
export * as export from './export.js';
export * as legacy from './legacy/index.js';
export * as losses from './losses/index.js';
export { Loss } from './losses/index.js';
export * as metrics from './metrics/index.js';
export { Metric } from './metrics/metric.js';
export * as mixedPrecision from './mixed-precision.js';
export { Model } from './model.js';
export * as models from './models.js';
export { Optimizer } from './optimizers/exported.js';
export * as optimizers from './optimizers/index.js';
export * as preprocessing from './preprocessing/index.js';
export * as saving from './saving/index.js';
export { Sequential } from './sequential.js';
export type { StepState } from './trainer/stateless-step.js';
export type { LossIdentifier, MetricIdentifier } from './trainer/types.js';
export * as utils from './utils/index.js';
export { version } from './version.js';
export * as visualization from './visualization/index.js';
