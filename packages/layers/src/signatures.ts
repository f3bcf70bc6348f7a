// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { InputSpecOptions } from './input-spec.js';
import type { AddVariableOptions, AddWeightOptions } from './layer-state.js';
import type { EnableLoraOptions } from './lora-layer.js';

export type InputSpecArguments = OptionArguments<
  InputSpecOptions,
  [],
  [
    dtype?: InputSpecOptions['dtype'],
    shape?: InputSpecOptions['shape'],
    ndim?: InputSpecOptions['ndim'],
    maxNdim?: InputSpecOptions['maxNdim'],
    minNdim?: InputSpecOptions['minNdim'],
    axes?: InputSpecOptions['axes'],
    allowLastAxisSqueeze?: InputSpecOptions['allowLastAxisSqueeze'],
    name?: InputSpecOptions['name'],
    optional?: InputSpecOptions['optional'],
  ]
>;
export const INPUT_SPEC_PARAMETERS: Signature<InputSpecOptions> = {
  callee: 'InputSpec',
  names: ['dtype', 'shape', 'ndim', 'maxNdim', 'minNdim', 'axes', 'allowLastAxisSqueeze', 'name', 'optional'],
  keywords: [],
  required: 0,
};

export type AddWeightArguments = OptionArguments<
  AddWeightOptions,
  [],
  [
    shape?: AddWeightOptions['shape'],
    initializer?: AddWeightOptions['initializer'],
    dtype?: AddWeightOptions['dtype'],
    trainable?: AddWeightOptions['trainable'],
    autocast?: AddWeightOptions['autocast'],
    regularizer?: AddWeightOptions['regularizer'],
    constraint?: AddWeightOptions['constraint'],
    aggregation?: AddWeightOptions['aggregation'],
    overwriteWithGradient?: AddWeightOptions['overwriteWithGradient'],
    name?: AddWeightOptions['name'],
  ]
>;
export const ADD_WEIGHT_PARAMETERS: Signature<AddWeightOptions> = {
  callee: 'addWeight',
  names: [
    'shape',
    'initializer',
    'dtype',
    'trainable',
    'autocast',
    'regularizer',
    'constraint',
    'aggregation',
    'overwriteWithGradient',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type AddVariableArguments = OptionArguments<
  AddVariableOptions,
  [shape: AddVariableOptions['shape'], initializer: AddVariableOptions['initializer']],
  [
    dtype?: AddVariableOptions['dtype'],
    trainable?: AddVariableOptions['trainable'],
    autocast?: AddVariableOptions['autocast'],
    regularizer?: AddVariableOptions['regularizer'],
    constraint?: AddVariableOptions['constraint'],
    name?: AddVariableOptions['name'],
  ],
  [
    shape: AddVariableOptions['shape'],
    initializer: AddVariableOptions['initializer'] | Omit<AddVariableOptions, 'shape'>,
  ]
>;
export const ADD_VARIABLE_PARAMETERS: Signature<AddVariableOptions> = {
  callee: 'addVariable',
  names: ['shape', 'initializer', 'dtype', 'trainable', 'autocast', 'regularizer', 'constraint', 'name'],
  keywords: [],
  required: 2,
};

export type EnableLoraArguments = OptionArguments<
  EnableLoraOptions,
  [rank: EnableLoraOptions['rank']],
  [
    loraAlpha?: EnableLoraOptions['loraAlpha'],
    aInitializer?: EnableLoraOptions['aInitializer'],
    bInitializer?: EnableLoraOptions['bInitializer'],
  ]
>;
export const ENABLE_LORA_PARAMETERS: Signature<EnableLoraOptions> = {
  callee: 'enableLora',
  names: ['rank', 'loraAlpha', 'aInitializer', 'bInitializer'],
  keywords: [],
  required: 1,
};
