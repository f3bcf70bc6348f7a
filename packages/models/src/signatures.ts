// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/internal';
import type { CloneModelOptions } from './cloning.js';
import type { ExportOptions, GetLayerOptions, LoadWeightsOptions, SaveOptions, SaveWeightsOptions } from './model.js';

export type CloneModelArguments = OptionArguments<
  CloneModelOptions,
  [model: CloneModelOptions['model']],
  [
    inputTensors?: CloneModelOptions['inputTensors'],
    cloneFunction?: CloneModelOptions['cloneFunction'],
    callFunction?: CloneModelOptions['callFunction'],
    recursive?: CloneModelOptions['recursive'],
  ]
>;
export const CLONE_MODEL_PARAMETERS: Signature<CloneModelOptions> = {
  callee: 'cloneModel',
  names: ['model', 'inputTensors', 'cloneFunction', 'callFunction', 'recursive'],
  keywords: [],
  required: 1,
};

export type GetLayerArguments = OptionArguments<
  GetLayerOptions,
  [],
  [name?: GetLayerOptions['name'], index?: GetLayerOptions['index']]
>;
export const GET_LAYER_PARAMETERS: Signature<GetLayerOptions> = {
  callee: 'getLayer',
  names: ['name', 'index'],
  keywords: [],
  required: 0,
};

export type SaveArguments = OptionArguments<
  SaveOptions,
  [filepath: SaveOptions['filepath']],
  [overwrite?: SaveOptions['overwrite'], zipped?: SaveOptions['zipped']]
>;
export const SAVE_PARAMETERS: Signature<SaveOptions> = {
  callee: 'save',
  names: ['filepath', 'overwrite', 'zipped'],
  keywords: [],
  required: 1,
};

export type SaveWeightsArguments = OptionArguments<
  SaveWeightsOptions,
  [filepath: SaveWeightsOptions['filepath']],
  [overwrite?: SaveWeightsOptions['overwrite']]
>;
export const SAVE_WEIGHTS_PARAMETERS: Signature<SaveWeightsOptions> = {
  callee: 'saveWeights',
  names: ['filepath', 'overwrite'],
  keywords: ['objectsToSkip'],
  required: 1,
};

export type LoadWeightsArguments = OptionArguments<
  LoadWeightsOptions,
  [filepath: LoadWeightsOptions['filepath']],
  [skipMismatch?: LoadWeightsOptions['skipMismatch']]
>;
export const LOAD_WEIGHTS_PARAMETERS: Signature<LoadWeightsOptions> = {
  callee: 'loadWeights',
  names: ['filepath', 'skipMismatch'],
  keywords: ['objectsToSkip'],
  required: 1,
};

export type ExportArguments = OptionArguments<
  ExportOptions,
  [filepath: ExportOptions['filepath']],
  [format?: ExportOptions['format']]
>;
export const EXPORT_PARAMETERS: Signature<ExportOptions> = {
  callee: 'export',
  names: ['filepath', 'format'],
  keywords: [],
  required: 1,
};
