// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { DiverseCFOptions } from './diverse.js';

export type DiverseCFArguments = OptionArguments<
  DiverseCFOptions,
  [],
  [config?: DiverseCFOptions['config'], name?: DiverseCFOptions['name']]
>;
export const DIVERSE_CF_PARAMETERS: Signature<DiverseCFOptions> = {
  callee: 'DiverseCF',
  names: ['config', 'name'],
  keywords: [],
  required: 0,
};
