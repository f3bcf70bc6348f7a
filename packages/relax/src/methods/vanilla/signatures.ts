// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { VanillaCFOptions } from './vanilla.js';

export type VanillaCFArguments = OptionArguments<
  VanillaCFOptions,
  [],
  [config?: VanillaCFOptions['config'], name?: VanillaCFOptions['name']]
>;
export const VANILLA_CF_PARAMETERS: Signature<VanillaCFOptions> = {
  callee: 'VanillaCF',
  names: ['config', 'name'],
  keywords: [],
  required: 0,
};
