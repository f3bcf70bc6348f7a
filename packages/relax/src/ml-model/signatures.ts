// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AutoEncoderOptions } from './auto-encoder.js';
import type { MLModuleOptions } from './ml-module.js';
import type { MLPBlockOptions, MLPOptions } from './mlp.js';

export type AutoEncoderArguments = OptionArguments<
  AutoEncoderOptions,
  [
    encSizes: AutoEncoderOptions['encSizes'],
    decSizes: AutoEncoderOptions['decSizes'],
    outputSize: AutoEncoderOptions['outputSize'],
  ],
  [
    dropoutRate?: AutoEncoderOptions['dropoutRate'],
    lastActivation?: AutoEncoderOptions['lastActivation'],
    activityRegularizer?: AutoEncoderOptions['activityRegularizer'],
    trainable?: AutoEncoderOptions['trainable'],
    dtype?: AutoEncoderOptions['dtype'],
    autocast?: AutoEncoderOptions['autocast'],
    name?: AutoEncoderOptions['name'],
    inputShape?: AutoEncoderOptions['inputShape'],
  ],
  [
    encSizes: AutoEncoderOptions['encSizes'],
    decSizes: AutoEncoderOptions['decSizes'] | Omit<AutoEncoderOptions, 'encSizes'>,
    outputSize?: AutoEncoderOptions['outputSize'] | Omit<AutoEncoderOptions, 'encSizes' | 'decSizes'>,
  ]
>;
export const AUTO_ENCODER_PARAMETERS: Signature<AutoEncoderOptions> = {
  callee: 'AutoEncoder',
  names: [
    'encSizes',
    'decSizes',
    'outputSize',
    'dropoutRate',
    'lastActivation',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 3,
};

export type MLModuleArguments = OptionArguments<
  MLModuleOptions,
  [],
  [config?: MLModuleOptions['config'], model?: MLModuleOptions['model'], name?: MLModuleOptions['name']]
>;
export const ML_MODULE_PARAMETERS: Signature<MLModuleOptions> = {
  callee: 'MLModule',
  names: ['config', 'model', 'name'],
  keywords: [],
  required: 0,
};

export type MLPBlockArguments = OptionArguments<
  MLPBlockOptions,
  [outputSize: MLPBlockOptions['outputSize']],
  [
    dropoutRate?: MLPBlockOptions['dropoutRate'],
    useBatchNorm?: MLPBlockOptions['useBatchNorm'],
    activityRegularizer?: MLPBlockOptions['activityRegularizer'],
    trainable?: MLPBlockOptions['trainable'],
    dtype?: MLPBlockOptions['dtype'],
    autocast?: MLPBlockOptions['autocast'],
    name?: MLPBlockOptions['name'],
    inputShape?: MLPBlockOptions['inputShape'],
  ]
>;
export const MLP_BLOCK_PARAMETERS: Signature<MLPBlockOptions> = {
  callee: 'MLPBlock',
  names: [
    'outputSize',
    'dropoutRate',
    'useBatchNorm',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 1,
};

export type MLPArguments = OptionArguments<
  MLPOptions,
  [sizes: MLPOptions['sizes']],
  [
    outputSize?: MLPOptions['outputSize'],
    dropoutRate?: MLPOptions['dropoutRate'],
    useBatchNorm?: MLPOptions['useBatchNorm'],
    lastActivation?: MLPOptions['lastActivation'],
    activityRegularizer?: MLPOptions['activityRegularizer'],
    trainable?: MLPOptions['trainable'],
    dtype?: MLPOptions['dtype'],
    autocast?: MLPOptions['autocast'],
    name?: MLPOptions['name'],
    inputShape?: MLPOptions['inputShape'],
  ]
>;
export const MLP_PARAMETERS: Signature<MLPOptions> = {
  callee: 'MLP',
  names: [
    'sizes',
    'outputSize',
    'dropoutRate',
    'useBatchNorm',
    'lastActivation',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 1,
};
