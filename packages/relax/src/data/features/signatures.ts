// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { FeatureOptions } from './feature.js';

export type FeatureArguments = OptionArguments<
  FeatureOptions,
  [name: FeatureOptions['name'], data: FeatureOptions['data'], transformation: FeatureOptions['transformation']],
  [
    transformedData?: FeatureOptions['transformedData'],
    isImmutable?: FeatureOptions['isImmutable'],
    isCategorical?: FeatureOptions['isCategorical'],
    isInteger?: FeatureOptions['isInteger'],
  ],
  [
    name: FeatureOptions['name'],
    data: FeatureOptions['data'] | Omit<FeatureOptions, 'name'>,
    transformation?: FeatureOptions['transformation'] | Omit<FeatureOptions, 'name' | 'data'>,
  ]
>;
export const FEATURE_PARAMETERS: Signature<FeatureOptions> = {
  callee: 'Feature',
  names: ['name', 'data', 'transformation', 'transformedData', 'isImmutable', 'isCategorical', 'isInteger'],
  keywords: [],
  required: 3,
};
