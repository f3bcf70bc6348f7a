// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core';
import type { CloneModelOptions } from './cloning.js';
import type { ModelOptions } from './model.js';

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

export type ModelArguments = OptionArguments<
  ModelOptions,
  [],
  [
    inputs?: ModelOptions['inputs'],
    outputs?: ModelOptions['outputs'],
    activityRegularizer?: ModelOptions['activityRegularizer'],
    trainable?: ModelOptions['trainable'],
    dtype?: ModelOptions['dtype'],
    autocast?: ModelOptions['autocast'],
    name?: ModelOptions['name'],
    inputShape?: ModelOptions['inputShape'],
  ]
>;
export const MODEL_PARAMETERS: Signature<ModelOptions> = {
  callee: 'Model',
  names: ['inputs', 'outputs', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 0,
};
