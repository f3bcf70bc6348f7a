/** What the modules of relax are built on. */
export { BaseConfig, type ConfigClass, configClass, type Fields, toFieldName } from './config.js';
export {
  BaseModule,
  configFirst,
  PredFnMixedin,
  PredFnMixin,
  TrainableMixedin,
  TrainableMixin,
} from './module.js';
