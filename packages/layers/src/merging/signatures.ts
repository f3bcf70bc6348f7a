// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { ConcatenateOptions } from './concatenate.js';
import type { DotOptions } from './dot.js';

export type ConcatenateArguments = OptionArguments<ConcatenateOptions, [], [axis?: ConcatenateOptions['axis']]>;
export const CONCATENATE_PARAMETERS: Signature<ConcatenateOptions> = {
  callee: 'Concatenate',
  names: ['axis'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type DotArguments = OptionArguments<
  DotOptions,
  [axes: DotOptions['axes']],
  [normalize?: DotOptions['normalize']]
>;
export const DOT_PARAMETERS: Signature<DotOptions> = {
  callee: 'Dot',
  names: ['axes', 'normalize'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};
