// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AdditiveAttentionOptions } from './additive-attention.js';
import type { AttentionOptions } from './attention.js';
import type { GroupQueryAttentionOptions } from './group-query-attention.js';
import type { MultiHeadAttentionOptions } from './multi-head-attention.js';
import type { RotaryEmbeddingOptions } from './rotary-embedding.js';

export type AdditiveAttentionArguments = OptionArguments<
  AdditiveAttentionOptions,
  [],
  [useScale?: AdditiveAttentionOptions['useScale'], dropout?: AdditiveAttentionOptions['dropout']]
>;
export const ADDITIVE_ATTENTION_PARAMETERS: Signature<AdditiveAttentionOptions> = {
  callee: 'AdditiveAttention',
  names: ['useScale', 'dropout'],
  keywords: ['seed', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type AttentionArguments = OptionArguments<
  AttentionOptions,
  [],
  [
    useScale?: AttentionOptions['useScale'],
    scoreMode?: AttentionOptions['scoreMode'],
    dropout?: AttentionOptions['dropout'],
    seed?: AttentionOptions['seed'],
  ]
>;
export const ATTENTION_PARAMETERS: Signature<AttentionOptions> = {
  callee: 'Attention',
  names: ['useScale', 'scoreMode', 'dropout', 'seed'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type GroupQueryAttentionArguments = OptionArguments<
  GroupQueryAttentionOptions,
  [
    headDim: GroupQueryAttentionOptions['headDim'],
    numQueryHeads: GroupQueryAttentionOptions['numQueryHeads'],
    numKeyValueHeads: GroupQueryAttentionOptions['numKeyValueHeads'],
  ],
  [
    dropout?: GroupQueryAttentionOptions['dropout'],
    useBias?: GroupQueryAttentionOptions['useBias'],
    slidingWindow?: GroupQueryAttentionOptions['slidingWindow'],
    flashAttention?: GroupQueryAttentionOptions['flashAttention'],
    kernelInitializer?: GroupQueryAttentionOptions['kernelInitializer'],
    biasInitializer?: GroupQueryAttentionOptions['biasInitializer'],
    kernelRegularizer?: GroupQueryAttentionOptions['kernelRegularizer'],
    biasRegularizer?: GroupQueryAttentionOptions['biasRegularizer'],
    activityRegularizer?: GroupQueryAttentionOptions['activityRegularizer'],
    kernelConstraint?: GroupQueryAttentionOptions['kernelConstraint'],
    biasConstraint?: GroupQueryAttentionOptions['biasConstraint'],
    useGate?: GroupQueryAttentionOptions['useGate'],
    seed?: GroupQueryAttentionOptions['seed'],
  ],
  [
    headDim: GroupQueryAttentionOptions['headDim'],
    numQueryHeads: GroupQueryAttentionOptions['numQueryHeads'] | Omit<GroupQueryAttentionOptions, 'headDim'>,
    numKeyValueHeads?:
      | GroupQueryAttentionOptions['numKeyValueHeads']
      | Omit<GroupQueryAttentionOptions, 'headDim' | 'numQueryHeads'>,
  ]
>;
export const GROUP_QUERY_ATTENTION_PARAMETERS: Signature<GroupQueryAttentionOptions> = {
  callee: 'GroupQueryAttention',
  names: [
    'headDim',
    'numQueryHeads',
    'numKeyValueHeads',
    'dropout',
    'useBias',
    'slidingWindow',
    'flashAttention',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
    'useGate',
    'seed',
  ],
  keywords: ['rotaryWavelength', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 3,
};

export type MultiHeadAttentionArguments = OptionArguments<
  MultiHeadAttentionOptions,
  [numHeads: MultiHeadAttentionOptions['numHeads'], keyDim: MultiHeadAttentionOptions['keyDim']],
  [
    valueDim?: MultiHeadAttentionOptions['valueDim'],
    dropout?: MultiHeadAttentionOptions['dropout'],
    useBias?: MultiHeadAttentionOptions['useBias'],
    outputShape?: MultiHeadAttentionOptions['outputShape'],
    attentionAxes?: MultiHeadAttentionOptions['attentionAxes'],
    slidingWindow?: MultiHeadAttentionOptions['slidingWindow'],
    flashAttention?: MultiHeadAttentionOptions['flashAttention'],
    kernelInitializer?: MultiHeadAttentionOptions['kernelInitializer'],
    biasInitializer?: MultiHeadAttentionOptions['biasInitializer'],
    kernelRegularizer?: MultiHeadAttentionOptions['kernelRegularizer'],
    biasRegularizer?: MultiHeadAttentionOptions['biasRegularizer'],
    activityRegularizer?: MultiHeadAttentionOptions['activityRegularizer'],
    kernelConstraint?: MultiHeadAttentionOptions['kernelConstraint'],
    biasConstraint?: MultiHeadAttentionOptions['biasConstraint'],
    useGate?: MultiHeadAttentionOptions['useGate'],
    seed?: MultiHeadAttentionOptions['seed'],
  ],
  [
    numHeads: MultiHeadAttentionOptions['numHeads'],
    keyDim: MultiHeadAttentionOptions['keyDim'] | Omit<MultiHeadAttentionOptions, 'numHeads'>,
  ]
>;
export const MULTI_HEAD_ATTENTION_PARAMETERS: Signature<MultiHeadAttentionOptions> = {
  callee: 'MultiHeadAttention',
  names: [
    'numHeads',
    'keyDim',
    'valueDim',
    'dropout',
    'useBias',
    'outputShape',
    'attentionAxes',
    'slidingWindow',
    'flashAttention',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
    'useGate',
    'seed',
  ],
  keywords: ['rotaryWavelength', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type RotaryEmbeddingArguments = OptionArguments<
  RotaryEmbeddingOptions,
  [],
  [
    maxWavelength?: RotaryEmbeddingOptions['maxWavelength'],
    activityRegularizer?: RotaryEmbeddingOptions['activityRegularizer'],
    trainable?: RotaryEmbeddingOptions['trainable'],
    dtype?: RotaryEmbeddingOptions['dtype'],
    autocast?: RotaryEmbeddingOptions['autocast'],
    name?: RotaryEmbeddingOptions['name'],
    inputShape?: RotaryEmbeddingOptions['inputShape'],
  ]
>;
export const ROTARY_EMBEDDING_PARAMETERS: Signature<RotaryEmbeddingOptions> = {
  callee: 'RotaryEmbedding',
  names: ['maxWavelength', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 0,
};
