// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { CloneModelOptions, ModelFromJsonOptions } from './cloning.js';
import type {
  ExportOptions,
  GetStateTreeOptions,
  LoadWeightsOptions,
  PlacementOptions,
  QuantizeOptions,
  SaveOptions,
  SaveWeightsOptions,
  SetStateTreeOptions,
  SummaryOptions,
} from './model.js';
import type { GetLayerOptions } from './model-structure.js';
import type { AddOptions, PopOptions } from './sequential.js';

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

export type ModelFromJsonArguments = OptionArguments<
  ModelFromJsonOptions,
  [jsonString: ModelFromJsonOptions['jsonString']],
  [customObjects?: ModelFromJsonOptions['customObjects']]
>;
export const MODEL_FROM_JSON_PARAMETERS: Signature<ModelFromJsonOptions> = {
  callee: 'modelFromJson',
  names: ['jsonString', 'customObjects'],
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

export type GetStateTreeArguments = OptionArguments<
  GetStateTreeOptions,
  [],
  [valueFormat?: GetStateTreeOptions['valueFormat']]
>;
export const GET_STATE_TREE_PARAMETERS: Signature<GetStateTreeOptions> = {
  callee: 'getStateTree',
  names: ['valueFormat'],
  keywords: [],
  required: 0,
};

export type SetStateTreeArguments = OptionArguments<
  SetStateTreeOptions,
  [stateTree: SetStateTreeOptions['stateTree']],
  []
>;
export const SET_STATE_TREE_PARAMETERS: Signature<SetStateTreeOptions> = {
  callee: 'setStateTree',
  names: ['stateTree'],
  keywords: [],
  required: 1,
};

export type QuantizeArguments = OptionArguments<
  QuantizeOptions,
  [],
  [mode?: QuantizeOptions['mode'], config?: QuantizeOptions['config'], filters?: QuantizeOptions['filters']]
>;
export const QUANTIZE_PARAMETERS: Signature<QuantizeOptions> = {
  callee: 'quantize',
  names: ['mode', 'config', 'filters'],
  keywords: ['typeCheck'],
  required: 0,
};

export type SummaryArguments = OptionArguments<
  SummaryOptions,
  [],
  [
    lineLength?: SummaryOptions['lineLength'],
    positions?: SummaryOptions['positions'],
    printFn?: SummaryOptions['printFn'],
    expandNested?: SummaryOptions['expandNested'],
    showTrainable?: SummaryOptions['showTrainable'],
    layerRange?: SummaryOptions['layerRange'],
  ]
>;
export const SUMMARY_PARAMETERS: Signature<SummaryOptions> = {
  callee: 'summary',
  names: ['lineLength', 'positions', 'printFn', 'expandNested', 'showTrainable', 'layerRange'],
  keywords: [],
  required: 0,
};

export type PlacementArguments = OptionArguments<PlacementOptions, [], [batchSize?: PlacementOptions['batchSize']]>;
export const PLACEMENT_PARAMETERS: Signature<PlacementOptions> = {
  callee: 'placement',
  names: ['batchSize'],
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
  keywords: ['includeOptimizer'],
  required: 1,
};

export type SaveWeightsArguments = OptionArguments<
  SaveWeightsOptions,
  [filepath: SaveWeightsOptions['filepath']],
  [overwrite?: SaveWeightsOptions['overwrite'], maxShardSize?: SaveWeightsOptions['maxShardSize']]
>;
export const SAVE_WEIGHTS_PARAMETERS: Signature<SaveWeightsOptions> = {
  callee: 'saveWeights',
  names: ['filepath', 'overwrite', 'maxShardSize'],
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
  keywords: ['objectsToSkip', 'byName'],
  required: 1,
};

export type ExportArguments = OptionArguments<
  ExportOptions,
  [filepath: ExportOptions['filepath']],
  [
    format?: ExportOptions['format'],
    verbose?: ExportOptions['verbose'],
    inputSignature?: ExportOptions['inputSignature'],
  ]
>;
export const EXPORT_PARAMETERS: Signature<ExportOptions> = {
  callee: 'export',
  names: ['filepath', 'format', 'verbose', 'inputSignature'],
  keywords: [],
  required: 1,
};

export type AddArguments = OptionArguments<AddOptions, [layer: AddOptions['layer']], [rebuild?: AddOptions['rebuild']]>;
export const ADD_PARAMETERS: Signature<AddOptions> = {
  callee: 'add',
  names: ['layer', 'rebuild'],
  keywords: [],
  required: 1,
};

export type PopArguments = OptionArguments<PopOptions, [], [rebuild?: PopOptions['rebuild']]>;
export const POP_PARAMETERS: Signature<PopOptions> = { callee: 'pop', names: ['rebuild'], keywords: [], required: 0 };
