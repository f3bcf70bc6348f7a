// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { CategoryEncodingOptions } from './category-encoding.js';
import type { DiscretizationOptions } from './discretization.js';
import type { HashedCrossingOptions } from './hashed-crossing.js';
import type { HashingOptions } from './hashing.js';
import type { NormalizationOptions } from './normalization.js';
import type { PipelineOptions } from './pipeline.js';
import type { RescalingOptions } from './rescaling.js';

export type CategoryEncodingArguments = OptionArguments<
  CategoryEncodingOptions,
  [],
  [
    numTokens?: CategoryEncodingOptions['numTokens'],
    outputMode?: CategoryEncodingOptions['outputMode'],
    sparse?: CategoryEncodingOptions['sparse'],
  ]
>;
export const CATEGORY_ENCODING_PARAMETERS: Signature<CategoryEncodingOptions> = {
  callee: 'CategoryEncoding',
  names: ['numTokens', 'outputMode', 'sparse'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type DiscretizationArguments = OptionArguments<
  DiscretizationOptions,
  [],
  [
    binBoundaries?: DiscretizationOptions['binBoundaries'],
    numBins?: DiscretizationOptions['numBins'],
    epsilon?: DiscretizationOptions['epsilon'],
    outputMode?: DiscretizationOptions['outputMode'],
    sparse?: DiscretizationOptions['sparse'],
    dtype?: DiscretizationOptions['dtype'],
    name?: DiscretizationOptions['name'],
  ]
>;
export const DISCRETIZATION_PARAMETERS: Signature<DiscretizationOptions> = {
  callee: 'Discretization',
  names: ['binBoundaries', 'numBins', 'epsilon', 'outputMode', 'sparse', 'dtype', 'name'],
  keywords: [],
  required: 0,
};

export type HashedCrossingArguments = OptionArguments<
  HashedCrossingOptions,
  [numBins: HashedCrossingOptions['numBins']],
  [
    outputMode?: HashedCrossingOptions['outputMode'],
    sparse?: HashedCrossingOptions['sparse'],
    name?: HashedCrossingOptions['name'],
    dtype?: HashedCrossingOptions['dtype'],
  ]
>;
export const HASHED_CROSSING_PARAMETERS: Signature<HashedCrossingOptions> = {
  callee: 'HashedCrossing',
  names: ['numBins', 'outputMode', 'sparse', 'name', 'dtype'],
  keywords: ['activityRegularizer', 'trainable', 'autocast', 'inputShape'],
  required: 1,
};

export type HashingArguments = OptionArguments<
  HashingOptions,
  [numBins: HashingOptions['numBins']],
  [
    maskValue?: HashingOptions['maskValue'],
    salt?: HashingOptions['salt'],
    outputMode?: HashingOptions['outputMode'],
    sparse?: HashingOptions['sparse'],
  ]
>;
export const HASHING_PARAMETERS: Signature<HashingOptions> = {
  callee: 'Hashing',
  names: ['numBins', 'maskValue', 'salt', 'outputMode', 'sparse'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

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

export type PipelineArguments = OptionArguments<
  PipelineOptions,
  [layers: PipelineOptions['layers']],
  [name?: PipelineOptions['name']]
>;
export const PIPELINE_PARAMETERS: Signature<PipelineOptions> = {
  callee: 'Pipeline',
  names: ['layers', 'name'],
  keywords: [],
  required: 1,
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
