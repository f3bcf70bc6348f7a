// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/internal';
import type { RandomBrightnessOptions } from './random-brightness.js';

export type RandomBrightnessArguments = OptionArguments<
  RandomBrightnessOptions,
  [factor: RandomBrightnessOptions['factor']],
  [valueRange?: RandomBrightnessOptions['valueRange'], seed?: RandomBrightnessOptions['seed']]
>;
export const RANDOM_BRIGHTNESS_PARAMETERS: Signature<RandomBrightnessOptions> = {
  callee: 'RandomBrightness',
  names: ['factor', 'valueRange', 'seed'],
  keywords: [
    'boundingBoxFormat',
    'dataFormat',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  required: 1,
};
