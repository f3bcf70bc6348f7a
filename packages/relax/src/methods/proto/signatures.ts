// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { ProtoCFOptions } from './proto.js';

export type ProtoCFArguments = OptionArguments<
  ProtoCFOptions,
  [],
  [config?: ProtoCFOptions['config'], ae?: ProtoCFOptions['ae'], name?: ProtoCFOptions['name']]
>;
export const PROTO_CF_PARAMETERS: Signature<ProtoCFOptions> = {
  callee: 'ProtoCF',
  names: ['config', 'ae', 'name'],
  keywords: [],
  required: 0,
};
