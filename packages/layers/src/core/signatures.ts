// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { DenseOptions } from './dense.js';
import type { EinsumDenseOptions } from './einsum-dense.js';
import type { EmbeddingOptions } from './embedding.js';
import type { GatedFeedForwardOptions } from './gated-feed-forward.js';
import type { InputLayerOptions, InputOptions } from './input-layer.js';
import type { LambdaOptions } from './lambda.js';
import type { MaskingOptions } from './masking.js';
import type { ReversibleEmbeddingOptions } from './reversible-embedding.js';
import type { WrapperOptions } from './wrapper.js';

export type DenseArguments = OptionArguments<
  DenseOptions,
  [units: DenseOptions['units']],
  [
    activation?: DenseOptions['activation'],
    useBias?: DenseOptions['useBias'],
    kernelInitializer?: DenseOptions['kernelInitializer'],
    biasInitializer?: DenseOptions['biasInitializer'],
    kernelRegularizer?: DenseOptions['kernelRegularizer'],
    biasRegularizer?: DenseOptions['biasRegularizer'],
    activityRegularizer?: DenseOptions['activityRegularizer'],
    kernelConstraint?: DenseOptions['kernelConstraint'],
    biasConstraint?: DenseOptions['biasConstraint'],
    loraRank?: DenseOptions['loraRank'],
    loraAlpha?: DenseOptions['loraAlpha'],
    quantizationConfig?: DenseOptions['quantizationConfig'],
  ]
>;
export const DENSE_PARAMETERS: Signature<DenseOptions> = {
  callee: 'Dense',
  names: [
    'units',
    'activation',
    'useBias',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
    'loraRank',
    'loraAlpha',
    'quantizationConfig',
  ],
  keywords: ['trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type EinsumDenseArguments = OptionArguments<
  EinsumDenseOptions,
  [equation: EinsumDenseOptions['equation'], outputShape: EinsumDenseOptions['outputShape']],
  [
    activation?: EinsumDenseOptions['activation'],
    biasAxes?: EinsumDenseOptions['biasAxes'],
    kernelInitializer?: EinsumDenseOptions['kernelInitializer'],
    biasInitializer?: EinsumDenseOptions['biasInitializer'],
    kernelRegularizer?: EinsumDenseOptions['kernelRegularizer'],
    biasRegularizer?: EinsumDenseOptions['biasRegularizer'],
    kernelConstraint?: EinsumDenseOptions['kernelConstraint'],
    biasConstraint?: EinsumDenseOptions['biasConstraint'],
    loraRank?: EinsumDenseOptions['loraRank'],
    loraAlpha?: EinsumDenseOptions['loraAlpha'],
    gptqUnpackedColumnSize?: EinsumDenseOptions['gptqUnpackedColumnSize'],
    quantizationConfig?: EinsumDenseOptions['quantizationConfig'],
  ],
  [
    equation: EinsumDenseOptions['equation'],
    outputShape: EinsumDenseOptions['outputShape'] | Omit<EinsumDenseOptions, 'equation'>,
  ]
>;
export const EINSUM_DENSE_PARAMETERS: Signature<EinsumDenseOptions> = {
  callee: 'EinsumDense',
  names: [
    'equation',
    'outputShape',
    'activation',
    'biasAxes',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'kernelConstraint',
    'biasConstraint',
    'loraRank',
    'loraAlpha',
    'gptqUnpackedColumnSize',
    'quantizationConfig',
  ],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type EmbeddingArguments = OptionArguments<
  EmbeddingOptions,
  [inputDim: EmbeddingOptions['inputDim'], outputDim: EmbeddingOptions['outputDim']],
  [
    embeddingsInitializer?: EmbeddingOptions['embeddingsInitializer'],
    embeddingsRegularizer?: EmbeddingOptions['embeddingsRegularizer'],
    embeddingsConstraint?: EmbeddingOptions['embeddingsConstraint'],
    maskZero?: EmbeddingOptions['maskZero'],
    weights?: EmbeddingOptions['weights'],
    loraRank?: EmbeddingOptions['loraRank'],
    loraAlpha?: EmbeddingOptions['loraAlpha'],
    quantizationConfig?: EmbeddingOptions['quantizationConfig'],
  ],
  [
    inputDim: EmbeddingOptions['inputDim'],
    outputDim: EmbeddingOptions['outputDim'] | Omit<EmbeddingOptions, 'inputDim'>,
  ]
>;
export const EMBEDDING_PARAMETERS: Signature<EmbeddingOptions> = {
  callee: 'Embedding',
  names: [
    'inputDim',
    'outputDim',
    'embeddingsInitializer',
    'embeddingsRegularizer',
    'embeddingsConstraint',
    'maskZero',
    'weights',
    'loraRank',
    'loraAlpha',
    'quantizationConfig',
  ],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 2,
};

export type GatedFeedForwardArguments = OptionArguments<
  GatedFeedForwardOptions,
  [hiddenDim: GatedFeedForwardOptions['hiddenDim']],
  [
    activation?: GatedFeedForwardOptions['activation'],
    useBias?: GatedFeedForwardOptions['useBias'],
    activityRegularizer?: GatedFeedForwardOptions['activityRegularizer'],
    trainable?: GatedFeedForwardOptions['trainable'],
    dtype?: GatedFeedForwardOptions['dtype'],
    autocast?: GatedFeedForwardOptions['autocast'],
    name?: GatedFeedForwardOptions['name'],
    inputShape?: GatedFeedForwardOptions['inputShape'],
    kernelInitializer?: GatedFeedForwardOptions['kernelInitializer'],
    kernelRegularizer?: GatedFeedForwardOptions['kernelRegularizer'],
    kernelConstraint?: GatedFeedForwardOptions['kernelConstraint'],
  ]
>;
export const GATED_FEED_FORWARD_PARAMETERS: Signature<GatedFeedForwardOptions> = {
  callee: 'GatedFeedForward',
  names: [
    'hiddenDim',
    'activation',
    'useBias',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
    'kernelInitializer',
    'kernelRegularizer',
    'kernelConstraint',
  ],
  keywords: [],
  required: 1,
};

export type InputLayerArguments = OptionArguments<
  InputLayerOptions,
  [],
  [
    shape?: InputLayerOptions['shape'],
    batchSize?: InputLayerOptions['batchSize'],
    dtype?: InputLayerOptions['dtype'],
    sparse?: InputLayerOptions['sparse'],
    ragged?: InputLayerOptions['ragged'],
    batchShape?: InputLayerOptions['batchShape'],
    inputTensor?: InputLayerOptions['inputTensor'],
    optional?: InputLayerOptions['optional'],
    name?: InputLayerOptions['name'],
  ]
>;
export const INPUT_LAYER_PARAMETERS: Signature<InputLayerOptions> = {
  callee: 'InputLayer',
  names: ['shape', 'batchSize', 'dtype', 'sparse', 'ragged', 'batchShape', 'inputTensor', 'optional', 'name'],
  keywords: [],
  required: 0,
};

export type InputArguments = OptionArguments<
  InputOptions,
  [],
  [
    shape?: InputOptions['shape'],
    batchSize?: InputOptions['batchSize'],
    dtype?: InputOptions['dtype'],
    sparse?: InputOptions['sparse'],
    ragged?: InputOptions['ragged'],
    batchShape?: InputOptions['batchShape'],
    name?: InputOptions['name'],
    tensor?: InputOptions['tensor'],
    optional?: InputOptions['optional'],
  ]
>;
export const INPUT_PARAMETERS: Signature<InputOptions> = {
  callee: 'Input',
  names: ['shape', 'batchSize', 'dtype', 'sparse', 'ragged', 'batchShape', 'name', 'tensor', 'optional'],
  keywords: [],
  required: 0,
};

export type LambdaArguments = OptionArguments<
  LambdaOptions,
  [function: LambdaOptions['function']],
  [outputShape?: LambdaOptions['outputShape'], mask?: LambdaOptions['mask'], arguments?: LambdaOptions['arguments']]
>;
export const LAMBDA_PARAMETERS: Signature<LambdaOptions> = {
  callee: 'Lambda',
  names: ['function', 'outputShape', 'mask', 'arguments'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};

export type MaskingArguments = OptionArguments<MaskingOptions, [], [maskValue?: MaskingOptions['maskValue']]>;
export const MASKING_PARAMETERS: Signature<MaskingOptions> = {
  callee: 'Masking',
  names: ['maskValue'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type ReversibleEmbeddingArguments = OptionArguments<
  ReversibleEmbeddingOptions,
  [inputDim: ReversibleEmbeddingOptions['inputDim'], outputDim: ReversibleEmbeddingOptions['outputDim']],
  [
    tieWeights?: ReversibleEmbeddingOptions['tieWeights'],
    embeddingsInitializer?: ReversibleEmbeddingOptions['embeddingsInitializer'],
    embeddingsRegularizer?: ReversibleEmbeddingOptions['embeddingsRegularizer'],
    embeddingsConstraint?: ReversibleEmbeddingOptions['embeddingsConstraint'],
    maskZero?: ReversibleEmbeddingOptions['maskZero'],
    reverseDtype?: ReversibleEmbeddingOptions['reverseDtype'],
    logitSoftCap?: ReversibleEmbeddingOptions['logitSoftCap'],
  ],
  [
    inputDim: ReversibleEmbeddingOptions['inputDim'],
    outputDim: ReversibleEmbeddingOptions['outputDim'] | Omit<ReversibleEmbeddingOptions, 'inputDim'>,
  ]
>;
export const REVERSIBLE_EMBEDDING_PARAMETERS: Signature<ReversibleEmbeddingOptions> = {
  callee: 'ReversibleEmbedding',
  names: [
    'inputDim',
    'outputDim',
    'tieWeights',
    'embeddingsInitializer',
    'embeddingsRegularizer',
    'embeddingsConstraint',
    'maskZero',
    'reverseDtype',
    'logitSoftCap',
  ],
  keywords: [
    'dtype',
    'name',
    'quantizationConfig',
    'loraRank',
    'loraAlpha',
    'activityRegularizer',
    'trainable',
    'autocast',
    'inputShape',
  ],
  required: 2,
};

export type WrapperArguments = OptionArguments<WrapperOptions, [layer: WrapperOptions['layer']], []>;
export const WRAPPER_PARAMETERS: Signature<WrapperOptions> = {
  callee: 'Wrapper',
  names: ['layer'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 1,
};
