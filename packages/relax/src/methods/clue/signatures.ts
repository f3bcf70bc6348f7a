// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { CLUEOptions } from './clue.js';
import type { DecoderOptions, EncoderOptions } from './coders.js';
import type { VAEGaussCatOptions } from './vae-gauss-cat.js';

export type CLUEArguments = OptionArguments<
  CLUEOptions,
  [],
  [config?: CLUEOptions['config'], vae?: CLUEOptions['vae'], name?: CLUEOptions['name']]
>;
export const CLUE_PARAMETERS: Signature<CLUEOptions> = {
  callee: 'CLUE',
  names: ['config', 'vae', 'name'],
  keywords: [],
  required: 0,
};

export type EncoderArguments = OptionArguments<
  EncoderOptions,
  [sizes: EncoderOptions['sizes']],
  [
    dropout?: EncoderOptions['dropout'],
    activityRegularizer?: EncoderOptions['activityRegularizer'],
    trainable?: EncoderOptions['trainable'],
    dtype?: EncoderOptions['dtype'],
    autocast?: EncoderOptions['autocast'],
    name?: EncoderOptions['name'],
    inputShape?: EncoderOptions['inputShape'],
  ]
>;
export const ENCODER_PARAMETERS: Signature<EncoderOptions> = {
  callee: 'Encoder',
  names: ['sizes', 'dropout', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type DecoderArguments = OptionArguments<
  DecoderOptions,
  [sizes: DecoderOptions['sizes'], outputSize: DecoderOptions['outputSize']],
  [
    dropout?: DecoderOptions['dropout'],
    activityRegularizer?: DecoderOptions['activityRegularizer'],
    trainable?: DecoderOptions['trainable'],
    dtype?: DecoderOptions['dtype'],
    autocast?: DecoderOptions['autocast'],
    name?: DecoderOptions['name'],
    inputShape?: DecoderOptions['inputShape'],
  ],
  [sizes: DecoderOptions['sizes'], outputSize: DecoderOptions['outputSize'] | Omit<DecoderOptions, 'sizes'>]
>;
export const DECODER_PARAMETERS: Signature<DecoderOptions> = {
  callee: 'Decoder',
  names: [
    'sizes',
    'outputSize',
    'dropout',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 2,
};

export type VAEGaussCatArguments = OptionArguments<
  VAEGaussCatOptions,
  [],
  [
    encSizes?: VAEGaussCatOptions['encSizes'],
    decSizes?: VAEGaussCatOptions['decSizes'],
    dropoutRate?: VAEGaussCatOptions['dropoutRate'],
    activityRegularizer?: VAEGaussCatOptions['activityRegularizer'],
    trainable?: VAEGaussCatOptions['trainable'],
    dtype?: VAEGaussCatOptions['dtype'],
    autocast?: VAEGaussCatOptions['autocast'],
    name?: VAEGaussCatOptions['name'],
    inputShape?: VAEGaussCatOptions['inputShape'],
  ]
>;
export const VAE_GAUSS_CAT_PARAMETERS: Signature<VAEGaussCatOptions> = {
  callee: 'VAEGaussCat',
  names: [
    'encSizes',
    'decSizes',
    'dropoutRate',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 0,
};
