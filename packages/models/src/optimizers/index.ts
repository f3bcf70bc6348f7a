/** keras.optimizers. */

export * as schedules from '../schedules/index.js';
export { Adadelta, type AdadeltaOptions } from './adadelta.js';
export { Adafactor, type AdafactorOptions } from './adafactor.js';
export { Adagrad, type AdagradOptions } from './adagrad.js';
export { Adam, type AdamOptions } from './adam.js';
export { Adamax, type AdamaxOptions } from './adamax.js';
export { AdamW } from './adamw.js';
export { Ftrl, type FtrlOptions } from './ftrl.js';
export { deserialize, get, type OptimizerIdentifier, serialize } from './identifiers.js';
export { Lamb, type LambOptions } from './lamb.js';
export type { LearningRate } from './learning-rate.js';
export { Lion, type LionOptions } from './lion.js';
export { LossScaleOptimizer, type LossScaleOptimizerOptions } from './loss-scale-optimizer.js';
export { MultiOptimizer, type MultiOptimizerOptions } from './multi-optimizer.js';
export { Muon, type MuonOptions } from './muon.js';
export { Nadam, type NadamOptions } from './nadam.js';
export { Optimizer } from './optimizer.js';
export { OptimizerMap, type OptimizerMapOptions } from './optimizer-map.js';
export type { OptimizerOptions } from './optimizer-options.js';
export type { OptimizerVariableOptions, SlotInitializer, Slots } from './optimizer-state.js';
export { RMSprop, type RMSpropOptions } from './rmsprop.js';
export { ScheduleFreeAdamW, type ScheduleFreeAdamWOptions } from './schedule-free-adamw.js';
export { SGD, type SGDOptions } from './sgd.js';
