/** relax.data_module */
export { DataModuleConfig, type ShuffleArguments } from './config.js';
export {
  BaseDataModule,
  type Batch,
  DataModule,
  type DataModuleOptions,
  dmEquals,
  type FromNumpyArguments,
  type SampleArguments,
  type Stage,
} from './data-module.js';
export { dataframe2features, dataframe2labels, features2config, features2pandas } from './tables.js';
