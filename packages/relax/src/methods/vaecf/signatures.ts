// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { VAEOptions } from './vae.js';
import type { VAECFOptions } from './vaecf.js';

export type VAEArguments = OptionArguments<
  VAEOptions,
  [layers: VAEOptions['layers']],
  [
    mcSamples?: VAEOptions['mcSamples'],
    activityRegularizer?: VAEOptions['activityRegularizer'],
    trainable?: VAEOptions['trainable'],
    dtype?: VAEOptions['dtype'],
    autocast?: VAEOptions['autocast'],
    name?: VAEOptions['name'],
    inputShape?: VAEOptions['inputShape'],
  ]
>;
export const VAE_PARAMETERS: Signature<VAEOptions> = {
  callee: 'VAE',
  names: ['layers', 'mcSamples', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type VAECFArguments = OptionArguments<
  VAECFOptions,
  [],
  [config?: VAECFOptions['config'], vae?: VAECFOptions['vae'], name?: VAECFOptions['name']]
>;
export const VAECF_PARAMETERS: Signature<VAECFOptions> = {
  callee: 'VAECF',
  names: ['config', 'vae', 'name'],
  keywords: [],
  required: 0,
};
