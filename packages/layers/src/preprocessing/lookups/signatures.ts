// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { IntegerLookupOptions } from './integer-lookup.js';
import type { StringLookupOptions } from './string-lookup.js';
import type { TextVectorizationOptions } from './text-vectorization.js';

export type IntegerLookupArguments = OptionArguments<
  IntegerLookupOptions,
  [],
  [
    maxTokens?: IntegerLookupOptions['maxTokens'],
    numOovIndices?: IntegerLookupOptions['numOovIndices'],
    maskToken?: IntegerLookupOptions['maskToken'],
    oovToken?: IntegerLookupOptions['oovToken'],
    vocabulary?: IntegerLookupOptions['vocabulary'],
    vocabularyDtype?: IntegerLookupOptions['vocabularyDtype'],
    idfWeights?: IntegerLookupOptions['idfWeights'],
    invert?: IntegerLookupOptions['invert'],
    outputMode?: IntegerLookupOptions['outputMode'],
    sparse?: IntegerLookupOptions['sparse'],
    padToMaxTokens?: IntegerLookupOptions['padToMaxTokens'],
    oovMethod?: IntegerLookupOptions['oovMethod'],
    salt?: IntegerLookupOptions['salt'],
    name?: IntegerLookupOptions['name'],
  ]
>;
export const INTEGER_LOOKUP_PARAMETERS: Signature<IntegerLookupOptions> = {
  callee: 'IntegerLookup',
  names: [
    'maxTokens',
    'numOovIndices',
    'maskToken',
    'oovToken',
    'vocabulary',
    'vocabularyDtype',
    'idfWeights',
    'invert',
    'outputMode',
    'sparse',
    'padToMaxTokens',
    'oovMethod',
    'salt',
    'name',
  ],
  keywords: ['vocabularySize', 'hasInputVocabulary', 'dtype', 'trainable'],
  required: 0,
};

export type StringLookupArguments = OptionArguments<
  StringLookupOptions,
  [],
  [
    maxTokens?: StringLookupOptions['maxTokens'],
    numOovIndices?: StringLookupOptions['numOovIndices'],
    maskToken?: StringLookupOptions['maskToken'],
    oovToken?: StringLookupOptions['oovToken'],
    vocabulary?: StringLookupOptions['vocabulary'],
    idfWeights?: StringLookupOptions['idfWeights'],
    invert?: StringLookupOptions['invert'],
    outputMode?: StringLookupOptions['outputMode'],
    padToMaxTokens?: StringLookupOptions['padToMaxTokens'],
    sparse?: StringLookupOptions['sparse'],
    encoding?: StringLookupOptions['encoding'],
    name?: StringLookupOptions['name'],
    salt?: StringLookupOptions['salt'],
  ]
>;
export const STRING_LOOKUP_PARAMETERS: Signature<StringLookupOptions> = {
  callee: 'StringLookup',
  names: [
    'maxTokens',
    'numOovIndices',
    'maskToken',
    'oovToken',
    'vocabulary',
    'idfWeights',
    'invert',
    'outputMode',
    'padToMaxTokens',
    'sparse',
    'encoding',
    'name',
    'salt',
  ],
  keywords: ['oovMethod', 'vocabularySize', 'hasInputVocabulary', 'dtype', 'trainable'],
  required: 0,
};

export type TextVectorizationArguments = OptionArguments<
  TextVectorizationOptions,
  [],
  [
    maxTokens?: TextVectorizationOptions['maxTokens'],
    standardize?: TextVectorizationOptions['standardize'],
    split?: TextVectorizationOptions['split'],
    ngrams?: TextVectorizationOptions['ngrams'],
    outputMode?: TextVectorizationOptions['outputMode'],
    outputSequenceLength?: TextVectorizationOptions['outputSequenceLength'],
    padToMaxTokens?: TextVectorizationOptions['padToMaxTokens'],
    vocabulary?: TextVectorizationOptions['vocabulary'],
    idfWeights?: TextVectorizationOptions['idfWeights'],
    sparse?: TextVectorizationOptions['sparse'],
    ragged?: TextVectorizationOptions['ragged'],
    encoding?: TextVectorizationOptions['encoding'],
    name?: TextVectorizationOptions['name'],
  ]
>;
export const TEXT_VECTORIZATION_PARAMETERS: Signature<TextVectorizationOptions> = {
  callee: 'TextVectorization',
  names: [
    'maxTokens',
    'standardize',
    'split',
    'ngrams',
    'outputMode',
    'outputSequenceLength',
    'padToMaxTokens',
    'vocabulary',
    'idfWeights',
    'sparse',
    'ragged',
    'encoding',
    'name',
  ],
  keywords: ['vocabularySize', 'hasInputVocabulary', 'dtype', 'trainable'],
  required: 0,
};
