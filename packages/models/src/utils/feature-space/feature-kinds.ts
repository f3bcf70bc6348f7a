/** The kinds of features that Keras has, each with the layer that it is for. */
import type { DType } from '@org/core';
import { autoName, bindOptions } from '@org/core/internal';
import {
  Discretization,
  Hashing,
  IntegerLookup,
  type Layer,
  Normalization,
  Rescaling,
  StringLookup,
} from '@org/layers';
import { Feature } from './feature.js';
import { TFDIdentity } from './inner-layers.js';
import {
  FLOAT_DISCRETIZED_PARAMETERS,
  FLOAT_NORMALIZED_PARAMETERS,
  FLOAT_PARAMETERS,
  FLOAT_RESCALED_PARAMETERS,
  type FloatArguments,
  type FloatDiscretizedArguments,
  type FloatNormalizedArguments,
  type FloatRescaledArguments,
  INTEGER_CATEGORICAL_PARAMETERS,
  INTEGER_HASHED_PARAMETERS,
  type IntegerCategoricalArguments,
  type IntegerHashedArguments,
  STRING_CATEGORICAL_PARAMETERS,
  STRING_HASHED_PARAMETERS,
  type StringCategoricalArguments,
  type StringHashedArguments,
} from './signatures.js';

interface NamedOptions {
  /** What the name of the layer begins with. */
  name?: string | null;
}

interface EncodedOptions extends NamedOptions {
  /** 'one_hot': as a vector; 'int': as a whole number. */
  outputMode?: 'one_hot' | 'int';
}

export interface FloatOptions extends NamedOptions {}

export interface FloatNormalizedOptions extends NamedOptions {}

export interface FloatRescaledOptions extends NamedOptions {
  /** A factor. */
  scale?: number;
  /** What is added behind it. */
  offset?: number;
}

export interface FloatDiscretizedOptions extends EncodedOptions {
  /** How many bins of about equally many values `adapt` is to find. */
  numBins: number | null;
  /** Where bins meet, if that is known. */
  binBoundaries?: readonly number[] | null;
}

export interface IntegerCategoricalOptions extends EncodedOptions {
  /** How large the vocabulary may be. */
  maxTokens?: number | null;
  /** How many numbers there are for values that are not in the vocabulary. */
  numOovIndices?: number;
}

export interface StringCategoricalOptions extends IntegerCategoricalOptions {}

export interface IntegerHashedOptions extends EncodedOptions {
  /** How many bins values are spread over. */
  numBins: number;
}

export interface StringHashedOptions extends IntegerHashedOptions {}

/** The name of the layer of a feature. */
const layerName = (kind: string, name: string | null | undefined): string => `${name ?? autoName(kind)}_preprocessor`;

const floats = (preprocessor: Layer): Feature => new Feature('float32', preprocessor, 'float');

const encoded = (dtype: DType, preprocessor: Layer, outputMode: 'one_hot' | 'int' = 'one_hot'): Feature =>
  new Feature(dtype, preprocessor, outputMode);

/** Numbers, as they are. */
export function float(...args: FloatArguments): Feature {
  const { name } = bindOptions(FLOAT_PARAMETERS, args);
  return floats(new TFDIdentity({ dtype: 'float32', name: layerName('float', name) }));
}

/** Numbers times a factor, and moved. */
export function floatRescaled(...args: FloatRescaledArguments): Feature {
  const { scale = 1, offset = 0, name } = bindOptions(FLOAT_RESCALED_PARAMETERS, args);
  return floats(new Rescaling({ scale, offset, name: layerName('float_rescaled', name) }));
}

/** Numbers with mean 0 and variance 1. */
export function floatNormalized(...args: FloatNormalizedArguments): Feature {
  const { name } = bindOptions(FLOAT_NORMALIZED_PARAMETERS, args);
  return floats(new Normalization({ axis: -1, name: layerName('float_normalized', name) }));
}

/** Which of some ranges numbers lie in. */
export function floatDiscretized(...args: FloatDiscretizedArguments): Feature {
  const { numBins, binBoundaries = null, outputMode, name } = bindOptions(FLOAT_DISCRETIZED_PARAMETERS, args);
  const layer = new Discretization({ numBins, binBoundaries, name: layerName('float_discretized', name) });
  return encoded('float32', layer, outputMode);
}

/** Whole numbers that stand for categories. */
export function integerCategorical(...args: IntegerCategoricalArguments): Feature {
  const { outputMode, name, maxTokens = null, numOovIndices = 1 } = bindOptions(INTEGER_CATEGORICAL_PARAMETERS, args);
  const layer = new IntegerLookup({ maxTokens, numOovIndices, name: layerName('integer_categorical', name) });
  return encoded('int32', layer, outputMode);
}

/** Texts that stand for categories. */
export function stringCategorical(...args: StringCategoricalArguments): Feature {
  const { outputMode, name, maxTokens = null, numOovIndices = 1 } = bindOptions(STRING_CATEGORICAL_PARAMETERS, args);
  const layer = new StringLookup({ maxTokens, numOovIndices, name: layerName('string_categorical', name) });
  return encoded('string', layer, outputMode);
}

/** Texts that stand for too many categories to know them. */
export function stringHashed(...args: StringHashedArguments): Feature {
  const { numBins, outputMode, name } = bindOptions(STRING_HASHED_PARAMETERS, args);
  return encoded('string', new Hashing({ numBins, name: layerName('string_hashed', name) }), outputMode);
}

/** Whole numbers that stand for too many categories to know them. */
export function integerHashed(...args: IntegerHashedArguments): Feature {
  const { numBins, outputMode, name } = bindOptions(INTEGER_HASHED_PARAMETERS, args);
  return encoded('int32', new Hashing({ numBins, name: layerName('integer_hashed', name) }), outputMode);
}
