// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/internal';
import type { CloneModelOptions } from './cloning.js';

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
