// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { TimeDistributedOptions } from './time-distributed.js';

export type TimeDistributedArguments = OptionArguments<
  TimeDistributedOptions,
  [layer: TimeDistributedOptions['layer']],
  []
>;
export const TIME_DISTRIBUTED_PARAMETERS: Signature<TimeDistributedOptions> = {
  callee: 'TimeDistributed',
  names: ['layer'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};
