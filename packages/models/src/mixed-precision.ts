/** keras.mixed_precision: policies under their older names. */
export {
  DTypePolicy,
  DTypePolicy as Policy,
  dtypePolicy,
  dtypePolicy as globalPolicy,
  setDtypePolicy,
  setDtypePolicy as setGlobalPolicy,
} from '@org/layers';
export { LossScaleOptimizer } from './optimizers/index.js';
