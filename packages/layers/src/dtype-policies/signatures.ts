// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { DTypePolicyMapOptions } from './dtype-policy-map.js';

export type DTypePolicyMapArguments = OptionArguments<
  DTypePolicyMapOptions,
  [],
  [defaultPolicy?: DTypePolicyMapOptions['defaultPolicy'], policyMap?: DTypePolicyMapOptions['policyMap']]
>;
export const D_TYPE_POLICY_MAP_PARAMETERS: Signature<DTypePolicyMapOptions> = {
  callee: 'DTypePolicyMap',
  names: ['defaultPolicy', 'policyMap'],
  keywords: [],
  required: 0,
};
