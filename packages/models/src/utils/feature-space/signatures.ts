// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { CrossOptions } from './cross.js';
import type { FeatureOptions } from './feature.js';
import type {
  FloatDiscretizedOptions,
  FloatNormalizedOptions,
  FloatOptions,
  FloatRescaledOptions,
  IntegerCategoricalOptions,
  IntegerHashedOptions,
  StringCategoricalOptions,
  StringHashedOptions,
} from './feature-kinds.js';
import type { FeatureSpaceOptions } from './feature-space.js';

export type CrossArguments = OptionArguments<
  CrossOptions,
  [featureNames: CrossOptions['featureNames'], crossingDim: CrossOptions['crossingDim']],
  [outputMode?: CrossOptions['outputMode']],
  [
    featureNames: CrossOptions['featureNames'],
    crossingDim: CrossOptions['crossingDim'] | Omit<CrossOptions, 'featureNames'>,
  ]
>;
export const CROSS_PARAMETERS: Signature<CrossOptions> = {
  callee: 'Cross',
  names: ['featureNames', 'crossingDim', 'outputMode'],
  keywords: [],
  required: 2,
};

export type FloatArguments = OptionArguments<FloatOptions, [], [name?: FloatOptions['name']]>;
export const FLOAT_PARAMETERS: Signature<FloatOptions> = {
  callee: 'float',
  names: ['name'],
  keywords: [],
  required: 0,
};

export type FloatRescaledArguments = OptionArguments<
  FloatRescaledOptions,
  [],
  [scale?: FloatRescaledOptions['scale'], offset?: FloatRescaledOptions['offset'], name?: FloatRescaledOptions['name']]
>;
export const FLOAT_RESCALED_PARAMETERS: Signature<FloatRescaledOptions> = {
  callee: 'floatRescaled',
  names: ['scale', 'offset', 'name'],
  keywords: [],
  required: 0,
};

export type FloatNormalizedArguments = OptionArguments<
  FloatNormalizedOptions,
  [],
  [name?: FloatNormalizedOptions['name']]
>;
export const FLOAT_NORMALIZED_PARAMETERS: Signature<FloatNormalizedOptions> = {
  callee: 'floatNormalized',
  names: ['name'],
  keywords: [],
  required: 0,
};

export type FloatDiscretizedArguments = OptionArguments<
  FloatDiscretizedOptions,
  [numBins: FloatDiscretizedOptions['numBins']],
  [
    binBoundaries?: FloatDiscretizedOptions['binBoundaries'],
    outputMode?: FloatDiscretizedOptions['outputMode'],
    name?: FloatDiscretizedOptions['name'],
  ]
>;
export const FLOAT_DISCRETIZED_PARAMETERS: Signature<FloatDiscretizedOptions> = {
  callee: 'floatDiscretized',
  names: ['numBins', 'binBoundaries', 'outputMode', 'name'],
  keywords: [],
  required: 1,
};

export type IntegerCategoricalArguments = OptionArguments<
  IntegerCategoricalOptions,
  [],
  [
    maxTokens?: IntegerCategoricalOptions['maxTokens'],
    numOovIndices?: IntegerCategoricalOptions['numOovIndices'],
    outputMode?: IntegerCategoricalOptions['outputMode'],
    name?: IntegerCategoricalOptions['name'],
  ]
>;
export const INTEGER_CATEGORICAL_PARAMETERS: Signature<IntegerCategoricalOptions> = {
  callee: 'integerCategorical',
  names: ['maxTokens', 'numOovIndices', 'outputMode', 'name'],
  keywords: [],
  required: 0,
};

export type StringCategoricalArguments = OptionArguments<
  StringCategoricalOptions,
  [],
  [
    maxTokens?: StringCategoricalOptions['maxTokens'],
    numOovIndices?: StringCategoricalOptions['numOovIndices'],
    outputMode?: StringCategoricalOptions['outputMode'],
    name?: StringCategoricalOptions['name'],
  ]
>;
export const STRING_CATEGORICAL_PARAMETERS: Signature<StringCategoricalOptions> = {
  callee: 'stringCategorical',
  names: ['maxTokens', 'numOovIndices', 'outputMode', 'name'],
  keywords: [],
  required: 0,
};

export type StringHashedArguments = OptionArguments<
  StringHashedOptions,
  [numBins: StringHashedOptions['numBins']],
  [outputMode?: StringHashedOptions['outputMode'], name?: StringHashedOptions['name']]
>;
export const STRING_HASHED_PARAMETERS: Signature<StringHashedOptions> = {
  callee: 'stringHashed',
  names: ['numBins', 'outputMode', 'name'],
  keywords: [],
  required: 1,
};

export type IntegerHashedArguments = OptionArguments<
  IntegerHashedOptions,
  [numBins: IntegerHashedOptions['numBins']],
  [outputMode?: IntegerHashedOptions['outputMode'], name?: IntegerHashedOptions['name']]
>;
export const INTEGER_HASHED_PARAMETERS: Signature<IntegerHashedOptions> = {
  callee: 'integerHashed',
  names: ['numBins', 'outputMode', 'name'],
  keywords: [],
  required: 1,
};

export type FeatureSpaceArguments = OptionArguments<
  FeatureSpaceOptions,
  [features: FeatureSpaceOptions['features']],
  [
    outputMode?: FeatureSpaceOptions['outputMode'],
    crosses?: FeatureSpaceOptions['crosses'],
    crossingDim?: FeatureSpaceOptions['crossingDim'],
    hashingDim?: FeatureSpaceOptions['hashingDim'],
    numDiscretizationBins?: FeatureSpaceOptions['numDiscretizationBins'],
    name?: FeatureSpaceOptions['name'],
  ]
>;
export const FEATURE_SPACE_PARAMETERS: Signature<FeatureSpaceOptions> = {
  callee: 'FeatureSpace',
  names: ['features', 'outputMode', 'crosses', 'crossingDim', 'hashingDim', 'numDiscretizationBins', 'name'],
  keywords: [],
  required: 1,
};

export type FeatureArguments = OptionArguments<
  FeatureOptions,
  [
    dtype: FeatureOptions['dtype'],
    preprocessor: FeatureOptions['preprocessor'],
    outputMode: FeatureOptions['outputMode'],
  ],
  [],
  [
    dtype: FeatureOptions['dtype'],
    preprocessor: FeatureOptions['preprocessor'] | Omit<FeatureOptions, 'dtype'>,
    outputMode?: FeatureOptions['outputMode'] | Omit<FeatureOptions, 'dtype' | 'preprocessor'>,
  ]
>;
export const FEATURE_PARAMETERS: Signature<FeatureOptions> = {
  callee: 'Feature',
  names: ['dtype', 'preprocessor', 'outputMode'],
  keywords: [],
  required: 3,
};
