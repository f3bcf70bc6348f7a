// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { LoadModelOptions } from './load-model.js';
import type { SaveModelOptions } from './save-model.js';
import type { LoadWeightsOptions, SaveWeightsOptions } from './weights-file.js';

export type LoadModelArguments = OptionArguments<
  LoadModelOptions,
  [filepath: LoadModelOptions['filepath']],
  [
    customObjects?: LoadModelOptions['customObjects'],
    compile?: LoadModelOptions['compile'],
    safeMode?: LoadModelOptions['safeMode'],
  ]
>;
export const LOAD_MODEL_PARAMETERS: Signature<LoadModelOptions> = {
  callee: 'loadModel',
  names: ['filepath', 'customObjects', 'compile', 'safeMode'],
  keywords: ['onProgress', 'cache'],
  required: 1,
};

export type SaveModelArguments = OptionArguments<
  SaveModelOptions,
  [model: SaveModelOptions['model'], filepath: SaveModelOptions['filepath']],
  [overwrite?: SaveModelOptions['overwrite'], zipped?: SaveModelOptions['zipped']],
  [model: SaveModelOptions['model'], filepath: SaveModelOptions['filepath'] | Omit<SaveModelOptions, 'model'>]
>;
export const SAVE_MODEL_PARAMETERS: Signature<SaveModelOptions> = {
  callee: 'saveModel',
  names: ['model', 'filepath', 'overwrite', 'zipped'],
  keywords: ['includeOptimizer'],
  required: 2,
};

export type SaveWeightsArguments = OptionArguments<
  SaveWeightsOptions,
  [model: SaveWeightsOptions['model'], filepath: SaveWeightsOptions['filepath']],
  [overwrite?: SaveWeightsOptions['overwrite'], maxShardSize?: SaveWeightsOptions['maxShardSize']],
  [model: SaveWeightsOptions['model'], filepath: SaveWeightsOptions['filepath'] | Omit<SaveWeightsOptions, 'model'>]
>;
export const SAVE_WEIGHTS_PARAMETERS: Signature<SaveWeightsOptions> = {
  callee: 'saveWeights',
  names: ['model', 'filepath', 'overwrite', 'maxShardSize'],
  keywords: ['objectsToSkip'],
  required: 2,
};

export type LoadWeightsArguments = OptionArguments<
  LoadWeightsOptions,
  [model: LoadWeightsOptions['model'], filepath: LoadWeightsOptions['filepath']],
  [skipMismatch?: LoadWeightsOptions['skipMismatch']],
  [model: LoadWeightsOptions['model'], filepath: LoadWeightsOptions['filepath'] | Omit<LoadWeightsOptions, 'model'>]
>;
export const LOAD_WEIGHTS_PARAMETERS: Signature<LoadWeightsOptions> = {
  callee: 'loadWeights',
  names: ['model', 'filepath', 'skipMismatch'],
  keywords: ['objectsToSkip', 'byName'],
  required: 2,
};
