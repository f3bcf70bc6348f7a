// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { BinaryCrossentropyOptions } from './binary-crossentropy.js';
import type { BinaryFocalCrossentropyOptions } from './binary-focal-crossentropy.js';
import type { CategoricalCrossentropyOptions } from './categorical-crossentropy.js';
import type { CategoricalFocalCrossentropyOptions } from './categorical-focal-crossentropy.js';
import type { CategoricalGeneralizedCrossEntropyOptions } from './categorical-generalized-cross-entropy.js';
import type { CategoricalHingeOptions } from './categorical-hinge.js';
import type { CircleOptions } from './circle.js';
import type { CosineSimilarityOptions } from './cosine-similarity.js';
import type { CTCOptions } from './ctc.js';
import type { DiceOptions } from './dice.js';
import type { HingeOptions } from './hinge.js';
import type { HuberOptions } from './huber.js';
import type { KLDivergenceOptions } from './kl-divergence.js';
import type { LogCoshOptions } from './log-cosh.js';
import type { LossOptions } from './loss.js';
import type { LossFunctionWrapperOptions } from './loss-function-wrapper.js';
import type { MeanAbsoluteErrorOptions } from './mean-absolute-error.js';
import type { MeanAbsolutePercentageErrorOptions } from './mean-absolute-percentage-error.js';
import type { MeanSquaredErrorOptions } from './mean-squared-error.js';
import type { MeanSquaredLogarithmicErrorOptions } from './mean-squared-logarithmic-error.js';
import type { PoissonOptions } from './poisson.js';
import type { SparseCategoricalCrossentropyOptions } from './sparse-categorical-crossentropy.js';
import type { SquaredHingeOptions } from './squared-hinge.js';
import type { TverskyOptions } from './tversky.js';

export type BinaryCrossentropyArguments = OptionArguments<
  BinaryCrossentropyOptions,
  [],
  [
    fromLogits?: BinaryCrossentropyOptions['fromLogits'],
    labelSmoothing?: BinaryCrossentropyOptions['labelSmoothing'],
    axis?: BinaryCrossentropyOptions['axis'],
    reduction?: BinaryCrossentropyOptions['reduction'],
    name?: BinaryCrossentropyOptions['name'],
    dtype?: BinaryCrossentropyOptions['dtype'],
  ]
>;
export const BINARY_CROSSENTROPY_PARAMETERS: Signature<BinaryCrossentropyOptions> = {
  callee: 'BinaryCrossentropy',
  names: ['fromLogits', 'labelSmoothing', 'axis', 'reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type BinaryFocalCrossentropyArguments = OptionArguments<
  BinaryFocalCrossentropyOptions,
  [],
  [
    applyClassBalancing?: BinaryFocalCrossentropyOptions['applyClassBalancing'],
    alpha?: BinaryFocalCrossentropyOptions['alpha'],
    gamma?: BinaryFocalCrossentropyOptions['gamma'],
    fromLogits?: BinaryFocalCrossentropyOptions['fromLogits'],
    labelSmoothing?: BinaryFocalCrossentropyOptions['labelSmoothing'],
    axis?: BinaryFocalCrossentropyOptions['axis'],
    reduction?: BinaryFocalCrossentropyOptions['reduction'],
    name?: BinaryFocalCrossentropyOptions['name'],
    dtype?: BinaryFocalCrossentropyOptions['dtype'],
  ]
>;
export const BINARY_FOCAL_CROSSENTROPY_PARAMETERS: Signature<BinaryFocalCrossentropyOptions> = {
  callee: 'BinaryFocalCrossentropy',
  names: [
    'applyClassBalancing',
    'alpha',
    'gamma',
    'fromLogits',
    'labelSmoothing',
    'axis',
    'reduction',
    'name',
    'dtype',
  ],
  keywords: [],
  required: 0,
};

export type CategoricalCrossentropyArguments = OptionArguments<
  CategoricalCrossentropyOptions,
  [],
  [
    fromLogits?: CategoricalCrossentropyOptions['fromLogits'],
    labelSmoothing?: CategoricalCrossentropyOptions['labelSmoothing'],
    axis?: CategoricalCrossentropyOptions['axis'],
    reduction?: CategoricalCrossentropyOptions['reduction'],
    name?: CategoricalCrossentropyOptions['name'],
    dtype?: CategoricalCrossentropyOptions['dtype'],
  ]
>;
export const CATEGORICAL_CROSSENTROPY_PARAMETERS: Signature<CategoricalCrossentropyOptions> = {
  callee: 'CategoricalCrossentropy',
  names: ['fromLogits', 'labelSmoothing', 'axis', 'reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type CategoricalFocalCrossentropyArguments = OptionArguments<
  CategoricalFocalCrossentropyOptions,
  [],
  [
    alpha?: CategoricalFocalCrossentropyOptions['alpha'],
    gamma?: CategoricalFocalCrossentropyOptions['gamma'],
    fromLogits?: CategoricalFocalCrossentropyOptions['fromLogits'],
    labelSmoothing?: CategoricalFocalCrossentropyOptions['labelSmoothing'],
    axis?: CategoricalFocalCrossentropyOptions['axis'],
    reduction?: CategoricalFocalCrossentropyOptions['reduction'],
    name?: CategoricalFocalCrossentropyOptions['name'],
    dtype?: CategoricalFocalCrossentropyOptions['dtype'],
  ]
>;
export const CATEGORICAL_FOCAL_CROSSENTROPY_PARAMETERS: Signature<CategoricalFocalCrossentropyOptions> = {
  callee: 'CategoricalFocalCrossentropy',
  names: ['alpha', 'gamma', 'fromLogits', 'labelSmoothing', 'axis', 'reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type CategoricalGeneralizedCrossEntropyArguments = OptionArguments<
  CategoricalGeneralizedCrossEntropyOptions,
  [],
  [
    q?: CategoricalGeneralizedCrossEntropyOptions['q'],
    reduction?: CategoricalGeneralizedCrossEntropyOptions['reduction'],
    name?: CategoricalGeneralizedCrossEntropyOptions['name'],
    dtype?: CategoricalGeneralizedCrossEntropyOptions['dtype'],
  ]
>;
export const CATEGORICAL_GENERALIZED_CROSS_ENTROPY_PARAMETERS: Signature<CategoricalGeneralizedCrossEntropyOptions> = {
  callee: 'CategoricalGeneralizedCrossEntropy',
  names: ['q', 'reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type CategoricalHingeArguments = OptionArguments<
  CategoricalHingeOptions,
  [],
  [
    reduction?: CategoricalHingeOptions['reduction'],
    name?: CategoricalHingeOptions['name'],
    dtype?: CategoricalHingeOptions['dtype'],
  ]
>;
export const CATEGORICAL_HINGE_PARAMETERS: Signature<CategoricalHingeOptions> = {
  callee: 'CategoricalHinge',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type CircleArguments = OptionArguments<
  CircleOptions,
  [],
  [
    gamma?: CircleOptions['gamma'],
    margin?: CircleOptions['margin'],
    removeDiagonal?: CircleOptions['removeDiagonal'],
    reduction?: CircleOptions['reduction'],
    name?: CircleOptions['name'],
    dtype?: CircleOptions['dtype'],
  ]
>;
export const CIRCLE_PARAMETERS: Signature<CircleOptions> = {
  callee: 'Circle',
  names: ['gamma', 'margin', 'removeDiagonal', 'reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type CosineSimilarityArguments = OptionArguments<
  CosineSimilarityOptions,
  [],
  [
    axis?: CosineSimilarityOptions['axis'],
    reduction?: CosineSimilarityOptions['reduction'],
    name?: CosineSimilarityOptions['name'],
    dtype?: CosineSimilarityOptions['dtype'],
  ]
>;
export const COSINE_SIMILARITY_PARAMETERS: Signature<CosineSimilarityOptions> = {
  callee: 'CosineSimilarity',
  names: ['axis', 'reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type CTCArguments = OptionArguments<
  CTCOptions,
  [],
  [reduction?: CTCOptions['reduction'], name?: CTCOptions['name'], dtype?: CTCOptions['dtype']]
>;
export const CTC_PARAMETERS: Signature<CTCOptions> = {
  callee: 'CTC',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type DiceArguments = OptionArguments<
  DiceOptions,
  [],
  [
    reduction?: DiceOptions['reduction'],
    name?: DiceOptions['name'],
    axis?: DiceOptions['axis'],
    dtype?: DiceOptions['dtype'],
  ]
>;
export const DICE_PARAMETERS: Signature<DiceOptions> = {
  callee: 'Dice',
  names: ['reduction', 'name', 'axis', 'dtype'],
  keywords: [],
  required: 0,
};

export type HingeArguments = OptionArguments<
  HingeOptions,
  [],
  [reduction?: HingeOptions['reduction'], name?: HingeOptions['name'], dtype?: HingeOptions['dtype']]
>;
export const HINGE_PARAMETERS: Signature<HingeOptions> = {
  callee: 'Hinge',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type HuberArguments = OptionArguments<
  HuberOptions,
  [],
  [
    delta?: HuberOptions['delta'],
    reduction?: HuberOptions['reduction'],
    name?: HuberOptions['name'],
    dtype?: HuberOptions['dtype'],
  ]
>;
export const HUBER_PARAMETERS: Signature<HuberOptions> = {
  callee: 'Huber',
  names: ['delta', 'reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type KLDivergenceArguments = OptionArguments<
  KLDivergenceOptions,
  [],
  [
    reduction?: KLDivergenceOptions['reduction'],
    name?: KLDivergenceOptions['name'],
    dtype?: KLDivergenceOptions['dtype'],
  ]
>;
export const KL_DIVERGENCE_PARAMETERS: Signature<KLDivergenceOptions> = {
  callee: 'KLDivergence',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type LogCoshArguments = OptionArguments<
  LogCoshOptions,
  [],
  [reduction?: LogCoshOptions['reduction'], name?: LogCoshOptions['name'], dtype?: LogCoshOptions['dtype']]
>;
export const LOG_COSH_PARAMETERS: Signature<LogCoshOptions> = {
  callee: 'LogCosh',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type LossFunctionWrapperArguments = OptionArguments<
  LossFunctionWrapperOptions,
  [fn: LossFunctionWrapperOptions['fn']],
  [
    reduction?: LossFunctionWrapperOptions['reduction'],
    name?: LossFunctionWrapperOptions['name'],
    dtype?: LossFunctionWrapperOptions['dtype'],
  ]
>;
export const LOSS_FUNCTION_WRAPPER_PARAMETERS: Signature<LossFunctionWrapperOptions> = {
  callee: 'LossFunctionWrapper',
  names: ['fn', 'reduction', 'name', 'dtype'],
  keywords: [],
  required: 1,
};

export type LossArguments = OptionArguments<
  LossOptions,
  [],
  [name?: LossOptions['name'], reduction?: LossOptions['reduction'], dtype?: LossOptions['dtype']]
>;
export const LOSS_PARAMETERS: Signature<LossOptions> = {
  callee: 'Loss',
  names: ['name', 'reduction', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanAbsoluteErrorArguments = OptionArguments<
  MeanAbsoluteErrorOptions,
  [],
  [
    reduction?: MeanAbsoluteErrorOptions['reduction'],
    name?: MeanAbsoluteErrorOptions['name'],
    dtype?: MeanAbsoluteErrorOptions['dtype'],
  ]
>;
export const MEAN_ABSOLUTE_ERROR_PARAMETERS: Signature<MeanAbsoluteErrorOptions> = {
  callee: 'MeanAbsoluteError',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanAbsolutePercentageErrorArguments = OptionArguments<
  MeanAbsolutePercentageErrorOptions,
  [],
  [
    reduction?: MeanAbsolutePercentageErrorOptions['reduction'],
    name?: MeanAbsolutePercentageErrorOptions['name'],
    dtype?: MeanAbsolutePercentageErrorOptions['dtype'],
  ]
>;
export const MEAN_ABSOLUTE_PERCENTAGE_ERROR_PARAMETERS: Signature<MeanAbsolutePercentageErrorOptions> = {
  callee: 'MeanAbsolutePercentageError',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanSquaredErrorArguments = OptionArguments<
  MeanSquaredErrorOptions,
  [],
  [
    reduction?: MeanSquaredErrorOptions['reduction'],
    name?: MeanSquaredErrorOptions['name'],
    dtype?: MeanSquaredErrorOptions['dtype'],
  ]
>;
export const MEAN_SQUARED_ERROR_PARAMETERS: Signature<MeanSquaredErrorOptions> = {
  callee: 'MeanSquaredError',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanSquaredLogarithmicErrorArguments = OptionArguments<
  MeanSquaredLogarithmicErrorOptions,
  [],
  [
    reduction?: MeanSquaredLogarithmicErrorOptions['reduction'],
    name?: MeanSquaredLogarithmicErrorOptions['name'],
    dtype?: MeanSquaredLogarithmicErrorOptions['dtype'],
  ]
>;
export const MEAN_SQUARED_LOGARITHMIC_ERROR_PARAMETERS: Signature<MeanSquaredLogarithmicErrorOptions> = {
  callee: 'MeanSquaredLogarithmicError',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type PoissonArguments = OptionArguments<
  PoissonOptions,
  [],
  [reduction?: PoissonOptions['reduction'], name?: PoissonOptions['name'], dtype?: PoissonOptions['dtype']]
>;
export const POISSON_PARAMETERS: Signature<PoissonOptions> = {
  callee: 'Poisson',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type SparseCategoricalCrossentropyArguments = OptionArguments<
  SparseCategoricalCrossentropyOptions,
  [],
  [
    fromLogits?: SparseCategoricalCrossentropyOptions['fromLogits'],
    ignoreClass?: SparseCategoricalCrossentropyOptions['ignoreClass'],
    reduction?: SparseCategoricalCrossentropyOptions['reduction'],
    axis?: SparseCategoricalCrossentropyOptions['axis'],
    name?: SparseCategoricalCrossentropyOptions['name'],
    dtype?: SparseCategoricalCrossentropyOptions['dtype'],
  ]
>;
export const SPARSE_CATEGORICAL_CROSSENTROPY_PARAMETERS: Signature<SparseCategoricalCrossentropyOptions> = {
  callee: 'SparseCategoricalCrossentropy',
  names: ['fromLogits', 'ignoreClass', 'reduction', 'axis', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type SquaredHingeArguments = OptionArguments<
  SquaredHingeOptions,
  [],
  [
    reduction?: SquaredHingeOptions['reduction'],
    name?: SquaredHingeOptions['name'],
    dtype?: SquaredHingeOptions['dtype'],
  ]
>;
export const SQUARED_HINGE_PARAMETERS: Signature<SquaredHingeOptions> = {
  callee: 'SquaredHinge',
  names: ['reduction', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type TverskyArguments = OptionArguments<
  TverskyOptions,
  [],
  [
    alpha?: TverskyOptions['alpha'],
    beta?: TverskyOptions['beta'],
    reduction?: TverskyOptions['reduction'],
    name?: TverskyOptions['name'],
    axis?: TverskyOptions['axis'],
    dtype?: TverskyOptions['dtype'],
  ]
>;
export const TVERSKY_PARAMETERS: Signature<TverskyOptions> = {
  callee: 'Tversky',
  names: ['alpha', 'beta', 'reduction', 'name', 'axis', 'dtype'],
  keywords: [],
  required: 0,
};
