// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { CCHVAEOptions } from './cchvae.js';
import type { CHVAEOptions } from './chvae.js';

export type CCHVAEArguments = OptionArguments<
  CCHVAEOptions,
  [],
  [config?: CCHVAEOptions['config'], chvae?: CCHVAEOptions['chvae'], name?: CCHVAEOptions['name']]
>;
export const CCHVAE_PARAMETERS: Signature<CCHVAEOptions> = {
  callee: 'CCHVAE',
  names: ['config', 'chvae', 'name'],
  keywords: [],
  required: 0,
};

export type CHVAEArguments = OptionArguments<
  CHVAEOptions,
  [layers: CHVAEOptions['layers']],
  [
    dropoutRate?: CHVAEOptions['dropoutRate'],
    activityRegularizer?: CHVAEOptions['activityRegularizer'],
    trainable?: CHVAEOptions['trainable'],
    dtype?: CHVAEOptions['dtype'],
    autocast?: CHVAEOptions['autocast'],
    name?: CHVAEOptions['name'],
    inputShape?: CHVAEOptions['inputShape'],
  ]
>;
export const CHVAE_PARAMETERS: Signature<CHVAEOptions> = {
  callee: 'CHVAE',
  names: ['layers', 'dropoutRate', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};
