/** keras.distillation. */
export { DistillationLoss, type LossOfOutputs } from './distillation-loss.js';
export { Distiller, type DistillerCompileArguments, type DistillerOptions } from './distiller.js';
export { FeatureDistillation, type FeatureDistillationOptions } from './feature-distillation.js';
export { LogitsDistillation, type LogitsDistillationOptions } from './logits-distillation.js';
