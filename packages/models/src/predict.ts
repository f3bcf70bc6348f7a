/** A door for pages that load one `.keras` file and ask its model: only what they name comes along. */
export type {
  FetchFileOptions,
  FileSource,
  HostArray,
  NestedNumbers,
  PredictorInput,
  PredictorSpec,
} from '@org/core/predict';
export { Predictor } from '@org/core/predict';
export * from './predict/layers/index.js';
export { type LoadPredictorOptions, loadPredictor } from './predict/load-predictor.js';
export type { Config, FileLayer, LayerCall, Network, Value } from './predict/network.js';
