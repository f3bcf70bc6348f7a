// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { MaxNormOptions } from './max-norm.js';
import type { MinMaxNormOptions } from './min-max-norm.js';
import type { UnitNormOptions } from './unit-norm.js';

export type MaxNormArguments = OptionArguments<
  MaxNormOptions,
  [],
  [maxValue?: MaxNormOptions['maxValue'], axis?: MaxNormOptions['axis']]
>;
export const MAX_NORM_PARAMETERS: Signature<MaxNormOptions> = {
  callee: 'MaxNorm',
  names: ['maxValue', 'axis'],
  keywords: [],
  required: 0,
};

export type MinMaxNormArguments = OptionArguments<
  MinMaxNormOptions,
  [],
  [
    minValue?: MinMaxNormOptions['minValue'],
    maxValue?: MinMaxNormOptions['maxValue'],
    rate?: MinMaxNormOptions['rate'],
    axis?: MinMaxNormOptions['axis'],
  ]
>;
export const MIN_MAX_NORM_PARAMETERS: Signature<MinMaxNormOptions> = {
  callee: 'MinMaxNorm',
  names: ['minValue', 'maxValue', 'rate', 'axis'],
  keywords: [],
  required: 0,
};

export type UnitNormArguments = OptionArguments<UnitNormOptions, [], [axis?: UnitNormOptions['axis']]>;
export const UNIT_NORM_PARAMETERS: Signature<UnitNormOptions> = {
  callee: 'UnitNorm',
  names: ['axis'],
  keywords: [],
  required: 0,
};
