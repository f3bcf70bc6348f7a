// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/internal';
import type { NormalizationOptions } from './normalization.js';
import type { RescalingOptions } from './rescaling.js';

export type NormalizationArguments = OptionArguments<
  NormalizationOptions,
  [],
  [
    axis?: NormalizationOptions['axis'],
    mean?: NormalizationOptions['mean'],
    variance?: NormalizationOptions['variance'],
    invert?: NormalizationOptions['invert'],
  ]
>;
export const NORMALIZATION_PARAMETERS: Signature<NormalizationOptions> = {
  callee: 'Normalization',
  names: ['axis', 'mean', 'variance', 'invert'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type RescalingArguments = OptionArguments<
  RescalingOptions,
  [scale: RescalingOptions['scale']],
  [offset?: RescalingOptions['offset']]
>;
export const RESCALING_PARAMETERS: Signature<RescalingOptions> = {
  callee: 'Rescaling',
  names: ['scale', 'offset'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};
