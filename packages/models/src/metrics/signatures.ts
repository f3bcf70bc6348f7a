// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AccuracyOptions } from './accuracy.js';
import type { AUCOptions } from './auc.js';
import type { BinaryAccuracyOptions } from './binary-accuracy.js';
import type { BinaryCrossentropyOptions } from './binary-crossentropy.js';
import type { BinaryIoUOptions } from './binary-iou.js';
import type { CategoricalAccuracyOptions } from './categorical-accuracy.js';
import type { CategoricalCrossentropyOptions } from './categorical-crossentropy.js';
import type { CategoricalHingeOptions } from './categorical-hinge.js';
import type { ConcordanceCorrelationOptions } from './concordance-correlation.js';
import type { CosineSimilarityOptions } from './cosine-similarity.js';
import type { F1ScoreOptions } from './f1-score.js';
import type { FalseNegativesOptions } from './false-negatives.js';
import type { FalsePositivesOptions } from './false-positives.js';
import type { FBetaScoreOptions } from './fbeta-score.js';
import type { HingeOptions } from './hinge.js';
import type { IoUOptions } from './iou.js';
import type { KLDivergenceOptions } from './kl-divergence.js';
import type { LogCoshErrorOptions } from './log-cosh-error.js';
import type { MeanOptions } from './mean.js';
import type { MeanAbsoluteErrorOptions } from './mean-absolute-error.js';
import type { MeanAbsolutePercentageErrorOptions } from './mean-absolute-percentage-error.js';
import type { MeanIoUOptions } from './mean-iou.js';
import type { MeanMetricWrapperOptions } from './mean-metric-wrapper.js';
import type { MeanSquaredErrorOptions } from './mean-squared-error.js';
import type { MeanSquaredLogarithmicErrorOptions } from './mean-squared-logarithmic-error.js';
import type { AddVariableOptions, AddWeightOptions, MetricOptions, StatelessResultOptions } from './metric.js';
import type { OneHotIoUOptions } from './one-hot-iou.js';
import type { OneHotMeanIoUOptions } from './one-hot-mean-iou.js';
import type { PearsonCorrelationOptions } from './pearson-correlation.js';
import type { PoissonOptions } from './poisson.js';
import type { PrecisionOptions } from './precision.js';
import type { PrecisionAtRecallOptions } from './precision-at-recall.js';
import type { R2ScoreOptions } from './r2-score.js';
import type { RecallOptions } from './recall.js';
import type { RecallAtPrecisionOptions } from './recall-at-precision.js';
import type { RootMeanSquaredErrorOptions } from './root-mean-squared-error.js';
import type { SensitivityAtSpecificityOptions } from './sensitivity-at-specificity.js';
import type { SparseCategoricalAccuracyOptions } from './sparse-categorical-accuracy.js';
import type { SparseCategoricalCrossentropyOptions } from './sparse-categorical-crossentropy.js';
import type { SparseTopKCategoricalAccuracyOptions } from './sparse-top-k-categorical-accuracy.js';
import type { SpecificityAtSensitivityOptions } from './specificity-at-sensitivity.js';
import type { SquaredHingeOptions } from './squared-hinge.js';
import type { SumOptions } from './sum.js';
import type { TopKCategoricalAccuracyOptions } from './top-k-categorical-accuracy.js';
import type { TrueNegativesOptions } from './true-negatives.js';
import type { TruePositivesOptions } from './true-positives.js';

export type AccuracyArguments = OptionArguments<
  AccuracyOptions,
  [],
  [name?: AccuracyOptions['name'], dtype?: AccuracyOptions['dtype']]
>;
export const ACCURACY_PARAMETERS: Signature<AccuracyOptions> = {
  callee: 'Accuracy',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type AUCArguments = OptionArguments<
  AUCOptions,
  [],
  [
    numThresholds?: AUCOptions['numThresholds'],
    curve?: AUCOptions['curve'],
    summationMethod?: AUCOptions['summationMethod'],
    name?: AUCOptions['name'],
    dtype?: AUCOptions['dtype'],
    thresholds?: AUCOptions['thresholds'],
    multiLabel?: AUCOptions['multiLabel'],
    numLabels?: AUCOptions['numLabels'],
    labelWeights?: AUCOptions['labelWeights'],
    fromLogits?: AUCOptions['fromLogits'],
  ]
>;
export const AUC_PARAMETERS: Signature<AUCOptions> = {
  callee: 'AUC',
  names: [
    'numThresholds',
    'curve',
    'summationMethod',
    'name',
    'dtype',
    'thresholds',
    'multiLabel',
    'numLabels',
    'labelWeights',
    'fromLogits',
  ],
  keywords: [],
  required: 0,
};

export type BinaryAccuracyArguments = OptionArguments<
  BinaryAccuracyOptions,
  [],
  [
    name?: BinaryAccuracyOptions['name'],
    dtype?: BinaryAccuracyOptions['dtype'],
    threshold?: BinaryAccuracyOptions['threshold'],
  ]
>;
export const BINARY_ACCURACY_PARAMETERS: Signature<BinaryAccuracyOptions> = {
  callee: 'BinaryAccuracy',
  names: ['name', 'dtype', 'threshold'],
  keywords: [],
  required: 0,
};

export type BinaryCrossentropyArguments = OptionArguments<
  BinaryCrossentropyOptions,
  [],
  [
    name?: BinaryCrossentropyOptions['name'],
    dtype?: BinaryCrossentropyOptions['dtype'],
    fromLogits?: BinaryCrossentropyOptions['fromLogits'],
    labelSmoothing?: BinaryCrossentropyOptions['labelSmoothing'],
  ]
>;
export const BINARY_CROSSENTROPY_PARAMETERS: Signature<BinaryCrossentropyOptions> = {
  callee: 'BinaryCrossentropy',
  names: ['name', 'dtype', 'fromLogits', 'labelSmoothing'],
  keywords: [],
  required: 0,
};

export type BinaryIoUArguments = OptionArguments<
  BinaryIoUOptions,
  [],
  [
    targetClassIds?: BinaryIoUOptions['targetClassIds'],
    threshold?: BinaryIoUOptions['threshold'],
    name?: BinaryIoUOptions['name'],
    dtype?: BinaryIoUOptions['dtype'],
  ]
>;
export const BINARY_IO_U_PARAMETERS: Signature<BinaryIoUOptions> = {
  callee: 'BinaryIoU',
  names: ['targetClassIds', 'threshold', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type CategoricalAccuracyArguments = OptionArguments<
  CategoricalAccuracyOptions,
  [],
  [name?: CategoricalAccuracyOptions['name'], dtype?: CategoricalAccuracyOptions['dtype']]
>;
export const CATEGORICAL_ACCURACY_PARAMETERS: Signature<CategoricalAccuracyOptions> = {
  callee: 'CategoricalAccuracy',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type CategoricalCrossentropyArguments = OptionArguments<
  CategoricalCrossentropyOptions,
  [],
  [
    name?: CategoricalCrossentropyOptions['name'],
    dtype?: CategoricalCrossentropyOptions['dtype'],
    fromLogits?: CategoricalCrossentropyOptions['fromLogits'],
    labelSmoothing?: CategoricalCrossentropyOptions['labelSmoothing'],
    axis?: CategoricalCrossentropyOptions['axis'],
  ]
>;
export const CATEGORICAL_CROSSENTROPY_PARAMETERS: Signature<CategoricalCrossentropyOptions> = {
  callee: 'CategoricalCrossentropy',
  names: ['name', 'dtype', 'fromLogits', 'labelSmoothing', 'axis'],
  keywords: [],
  required: 0,
};

export type CategoricalHingeArguments = OptionArguments<
  CategoricalHingeOptions,
  [],
  [name?: CategoricalHingeOptions['name'], dtype?: CategoricalHingeOptions['dtype']]
>;
export const CATEGORICAL_HINGE_PARAMETERS: Signature<CategoricalHingeOptions> = {
  callee: 'CategoricalHinge',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type ConcordanceCorrelationArguments = OptionArguments<
  ConcordanceCorrelationOptions,
  [],
  [
    name?: ConcordanceCorrelationOptions['name'],
    dtype?: ConcordanceCorrelationOptions['dtype'],
    axis?: ConcordanceCorrelationOptions['axis'],
  ]
>;
export const CONCORDANCE_CORRELATION_PARAMETERS: Signature<ConcordanceCorrelationOptions> = {
  callee: 'ConcordanceCorrelation',
  names: ['name', 'dtype', 'axis'],
  keywords: [],
  required: 0,
};

export type CosineSimilarityArguments = OptionArguments<
  CosineSimilarityOptions,
  [],
  [
    name?: CosineSimilarityOptions['name'],
    dtype?: CosineSimilarityOptions['dtype'],
    axis?: CosineSimilarityOptions['axis'],
  ]
>;
export const COSINE_SIMILARITY_PARAMETERS: Signature<CosineSimilarityOptions> = {
  callee: 'CosineSimilarity',
  names: ['name', 'dtype', 'axis'],
  keywords: [],
  required: 0,
};

export type F1ScoreArguments = OptionArguments<
  F1ScoreOptions,
  [],
  [
    average?: F1ScoreOptions['average'],
    threshold?: F1ScoreOptions['threshold'],
    name?: F1ScoreOptions['name'],
    dtype?: F1ScoreOptions['dtype'],
  ]
>;
export const F1_SCORE_PARAMETERS: Signature<F1ScoreOptions> = {
  callee: 'F1Score',
  names: ['average', 'threshold', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type FalseNegativesArguments = OptionArguments<
  FalseNegativesOptions,
  [],
  [
    thresholds?: FalseNegativesOptions['thresholds'],
    name?: FalseNegativesOptions['name'],
    dtype?: FalseNegativesOptions['dtype'],
  ]
>;
export const FALSE_NEGATIVES_PARAMETERS: Signature<FalseNegativesOptions> = {
  callee: 'FalseNegatives',
  names: ['thresholds', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type FalsePositivesArguments = OptionArguments<
  FalsePositivesOptions,
  [],
  [
    thresholds?: FalsePositivesOptions['thresholds'],
    name?: FalsePositivesOptions['name'],
    dtype?: FalsePositivesOptions['dtype'],
  ]
>;
export const FALSE_POSITIVES_PARAMETERS: Signature<FalsePositivesOptions> = {
  callee: 'FalsePositives',
  names: ['thresholds', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type FBetaScoreArguments = OptionArguments<
  FBetaScoreOptions,
  [],
  [
    average?: FBetaScoreOptions['average'],
    beta?: FBetaScoreOptions['beta'],
    threshold?: FBetaScoreOptions['threshold'],
    name?: FBetaScoreOptions['name'],
    dtype?: FBetaScoreOptions['dtype'],
  ]
>;
export const F_BETA_SCORE_PARAMETERS: Signature<FBetaScoreOptions> = {
  callee: 'FBetaScore',
  names: ['average', 'beta', 'threshold', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type HingeArguments = OptionArguments<
  HingeOptions,
  [],
  [name?: HingeOptions['name'], dtype?: HingeOptions['dtype']]
>;
export const HINGE_PARAMETERS: Signature<HingeOptions> = {
  callee: 'Hinge',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type IoUArguments = OptionArguments<
  IoUOptions,
  [numClasses: IoUOptions['numClasses'], targetClassIds: IoUOptions['targetClassIds']],
  [
    name?: IoUOptions['name'],
    dtype?: IoUOptions['dtype'],
    ignoreClass?: IoUOptions['ignoreClass'],
    sparseYTrue?: IoUOptions['sparseYTrue'],
    sparseYPred?: IoUOptions['sparseYPred'],
    axis?: IoUOptions['axis'],
  ],
  [numClasses: IoUOptions['numClasses'], targetClassIds: IoUOptions['targetClassIds'] | Omit<IoUOptions, 'numClasses'>]
>;
export const IO_U_PARAMETERS: Signature<IoUOptions> = {
  callee: 'IoU',
  names: ['numClasses', 'targetClassIds', 'name', 'dtype', 'ignoreClass', 'sparseYTrue', 'sparseYPred', 'axis'],
  keywords: [],
  required: 2,
};

export type KLDivergenceArguments = OptionArguments<
  KLDivergenceOptions,
  [],
  [name?: KLDivergenceOptions['name'], dtype?: KLDivergenceOptions['dtype']]
>;
export const KL_DIVERGENCE_PARAMETERS: Signature<KLDivergenceOptions> = {
  callee: 'KLDivergence',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type LogCoshErrorArguments = OptionArguments<
  LogCoshErrorOptions,
  [],
  [name?: LogCoshErrorOptions['name'], dtype?: LogCoshErrorOptions['dtype']]
>;
export const LOG_COSH_ERROR_PARAMETERS: Signature<LogCoshErrorOptions> = {
  callee: 'LogCoshError',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanAbsoluteErrorArguments = OptionArguments<
  MeanAbsoluteErrorOptions,
  [],
  [name?: MeanAbsoluteErrorOptions['name'], dtype?: MeanAbsoluteErrorOptions['dtype']]
>;
export const MEAN_ABSOLUTE_ERROR_PARAMETERS: Signature<MeanAbsoluteErrorOptions> = {
  callee: 'MeanAbsoluteError',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanAbsolutePercentageErrorArguments = OptionArguments<
  MeanAbsolutePercentageErrorOptions,
  [],
  [name?: MeanAbsolutePercentageErrorOptions['name'], dtype?: MeanAbsolutePercentageErrorOptions['dtype']]
>;
export const MEAN_ABSOLUTE_PERCENTAGE_ERROR_PARAMETERS: Signature<MeanAbsolutePercentageErrorOptions> = {
  callee: 'MeanAbsolutePercentageError',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanIoUArguments = OptionArguments<
  MeanIoUOptions,
  [numClasses: MeanIoUOptions['numClasses']],
  [
    name?: MeanIoUOptions['name'],
    dtype?: MeanIoUOptions['dtype'],
    ignoreClass?: MeanIoUOptions['ignoreClass'],
    sparseYTrue?: MeanIoUOptions['sparseYTrue'],
    sparseYPred?: MeanIoUOptions['sparseYPred'],
    axis?: MeanIoUOptions['axis'],
  ]
>;
export const MEAN_IO_U_PARAMETERS: Signature<MeanIoUOptions> = {
  callee: 'MeanIoU',
  names: ['numClasses', 'name', 'dtype', 'ignoreClass', 'sparseYTrue', 'sparseYPred', 'axis'],
  keywords: [],
  required: 1,
};

export type MeanMetricWrapperArguments = OptionArguments<
  MeanMetricWrapperOptions,
  [fn: MeanMetricWrapperOptions['fn']],
  [name?: MeanMetricWrapperOptions['name'], dtype?: MeanMetricWrapperOptions['dtype']]
>;
export const MEAN_METRIC_WRAPPER_PARAMETERS: Signature<MeanMetricWrapperOptions> = {
  callee: 'MeanMetricWrapper',
  names: ['fn', 'name', 'dtype'],
  keywords: [],
  required: 1,
};

export type MeanSquaredErrorArguments = OptionArguments<
  MeanSquaredErrorOptions,
  [],
  [name?: MeanSquaredErrorOptions['name'], dtype?: MeanSquaredErrorOptions['dtype']]
>;
export const MEAN_SQUARED_ERROR_PARAMETERS: Signature<MeanSquaredErrorOptions> = {
  callee: 'MeanSquaredError',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanSquaredLogarithmicErrorArguments = OptionArguments<
  MeanSquaredLogarithmicErrorOptions,
  [],
  [name?: MeanSquaredLogarithmicErrorOptions['name'], dtype?: MeanSquaredLogarithmicErrorOptions['dtype']]
>;
export const MEAN_SQUARED_LOGARITHMIC_ERROR_PARAMETERS: Signature<MeanSquaredLogarithmicErrorOptions> = {
  callee: 'MeanSquaredLogarithmicError',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MeanArguments = OptionArguments<
  MeanOptions,
  [],
  [name?: MeanOptions['name'], dtype?: MeanOptions['dtype']]
>;
export const MEAN_PARAMETERS: Signature<MeanOptions> = {
  callee: 'Mean',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type MetricArguments = OptionArguments<
  MetricOptions,
  [],
  [dtype?: MetricOptions['dtype'], name?: MetricOptions['name']]
>;
export const METRIC_PARAMETERS: Signature<MetricOptions> = {
  callee: 'Metric',
  names: ['dtype', 'name'],
  keywords: [],
  required: 0,
};

export type AddVariableArguments = OptionArguments<
  AddVariableOptions,
  [shape: AddVariableOptions['shape']],
  [
    initializer?: AddVariableOptions['initializer'],
    dtype?: AddVariableOptions['dtype'],
    aggregation?: AddVariableOptions['aggregation'],
    name?: AddVariableOptions['name'],
  ]
>;
export const ADD_VARIABLE_PARAMETERS: Signature<AddVariableOptions> = {
  callee: 'addVariable',
  names: ['shape', 'initializer', 'dtype', 'aggregation', 'name'],
  keywords: [],
  required: 1,
};

export type AddWeightArguments = OptionArguments<
  AddWeightOptions,
  [],
  [
    shape?: AddWeightOptions['shape'],
    initializer?: AddWeightOptions['initializer'],
    dtype?: AddWeightOptions['dtype'],
    name?: AddWeightOptions['name'],
  ]
>;
export const ADD_WEIGHT_PARAMETERS: Signature<AddWeightOptions> = {
  callee: 'addWeight',
  names: ['shape', 'initializer', 'dtype', 'name'],
  keywords: [],
  required: 0,
};

export type StatelessResultArguments = OptionArguments<
  StatelessResultOptions,
  [metricVariables: StatelessResultOptions['metricVariables']],
  []
>;
export const STATELESS_RESULT_PARAMETERS: Signature<StatelessResultOptions> = {
  callee: 'statelessResult',
  names: ['metricVariables'],
  keywords: [],
  required: 1,
};

export type OneHotIoUArguments = OptionArguments<
  OneHotIoUOptions,
  [numClasses: OneHotIoUOptions['numClasses'], targetClassIds: OneHotIoUOptions['targetClassIds']],
  [
    name?: OneHotIoUOptions['name'],
    dtype?: OneHotIoUOptions['dtype'],
    ignoreClass?: OneHotIoUOptions['ignoreClass'],
    sparseYPred?: OneHotIoUOptions['sparseYPred'],
    axis?: OneHotIoUOptions['axis'],
  ],
  [
    numClasses: OneHotIoUOptions['numClasses'],
    targetClassIds: OneHotIoUOptions['targetClassIds'] | Omit<OneHotIoUOptions, 'numClasses'>,
  ]
>;
export const ONE_HOT_IO_U_PARAMETERS: Signature<OneHotIoUOptions> = {
  callee: 'OneHotIoU',
  names: ['numClasses', 'targetClassIds', 'name', 'dtype', 'ignoreClass', 'sparseYPred', 'axis'],
  keywords: [],
  required: 2,
};

export type OneHotMeanIoUArguments = OptionArguments<
  OneHotMeanIoUOptions,
  [numClasses: OneHotMeanIoUOptions['numClasses']],
  [
    name?: OneHotMeanIoUOptions['name'],
    dtype?: OneHotMeanIoUOptions['dtype'],
    ignoreClass?: OneHotMeanIoUOptions['ignoreClass'],
    sparseYPred?: OneHotMeanIoUOptions['sparseYPred'],
    axis?: OneHotMeanIoUOptions['axis'],
  ]
>;
export const ONE_HOT_MEAN_IO_U_PARAMETERS: Signature<OneHotMeanIoUOptions> = {
  callee: 'OneHotMeanIoU',
  names: ['numClasses', 'name', 'dtype', 'ignoreClass', 'sparseYPred', 'axis'],
  keywords: [],
  required: 1,
};

export type PearsonCorrelationArguments = OptionArguments<
  PearsonCorrelationOptions,
  [],
  [
    name?: PearsonCorrelationOptions['name'],
    dtype?: PearsonCorrelationOptions['dtype'],
    axis?: PearsonCorrelationOptions['axis'],
  ]
>;
export const PEARSON_CORRELATION_PARAMETERS: Signature<PearsonCorrelationOptions> = {
  callee: 'PearsonCorrelation',
  names: ['name', 'dtype', 'axis'],
  keywords: [],
  required: 0,
};

export type PoissonArguments = OptionArguments<
  PoissonOptions,
  [],
  [name?: PoissonOptions['name'], dtype?: PoissonOptions['dtype']]
>;
export const POISSON_PARAMETERS: Signature<PoissonOptions> = {
  callee: 'Poisson',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type PrecisionAtRecallArguments = OptionArguments<
  PrecisionAtRecallOptions,
  [recall: PrecisionAtRecallOptions['recall']],
  [
    numThresholds?: PrecisionAtRecallOptions['numThresholds'],
    classId?: PrecisionAtRecallOptions['classId'],
    name?: PrecisionAtRecallOptions['name'],
    dtype?: PrecisionAtRecallOptions['dtype'],
  ]
>;
export const PRECISION_AT_RECALL_PARAMETERS: Signature<PrecisionAtRecallOptions> = {
  callee: 'PrecisionAtRecall',
  names: ['recall', 'numThresholds', 'classId', 'name', 'dtype'],
  keywords: [],
  required: 1,
};

export type PrecisionArguments = OptionArguments<
  PrecisionOptions,
  [],
  [
    thresholds?: PrecisionOptions['thresholds'],
    topK?: PrecisionOptions['topK'],
    classId?: PrecisionOptions['classId'],
    name?: PrecisionOptions['name'],
    dtype?: PrecisionOptions['dtype'],
  ]
>;
export const PRECISION_PARAMETERS: Signature<PrecisionOptions> = {
  callee: 'Precision',
  names: ['thresholds', 'topK', 'classId', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type R2ScoreArguments = OptionArguments<
  R2ScoreOptions,
  [],
  [
    classAggregation?: R2ScoreOptions['classAggregation'],
    numRegressors?: R2ScoreOptions['numRegressors'],
    name?: R2ScoreOptions['name'],
    dtype?: R2ScoreOptions['dtype'],
  ]
>;
export const R2_SCORE_PARAMETERS: Signature<R2ScoreOptions> = {
  callee: 'R2Score',
  names: ['classAggregation', 'numRegressors', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type RecallAtPrecisionArguments = OptionArguments<
  RecallAtPrecisionOptions,
  [precision: RecallAtPrecisionOptions['precision']],
  [
    numThresholds?: RecallAtPrecisionOptions['numThresholds'],
    classId?: RecallAtPrecisionOptions['classId'],
    name?: RecallAtPrecisionOptions['name'],
    dtype?: RecallAtPrecisionOptions['dtype'],
  ]
>;
export const RECALL_AT_PRECISION_PARAMETERS: Signature<RecallAtPrecisionOptions> = {
  callee: 'RecallAtPrecision',
  names: ['precision', 'numThresholds', 'classId', 'name', 'dtype'],
  keywords: [],
  required: 1,
};

export type RecallArguments = OptionArguments<
  RecallOptions,
  [],
  [
    thresholds?: RecallOptions['thresholds'],
    topK?: RecallOptions['topK'],
    classId?: RecallOptions['classId'],
    name?: RecallOptions['name'],
    dtype?: RecallOptions['dtype'],
  ]
>;
export const RECALL_PARAMETERS: Signature<RecallOptions> = {
  callee: 'Recall',
  names: ['thresholds', 'topK', 'classId', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type RootMeanSquaredErrorArguments = OptionArguments<
  RootMeanSquaredErrorOptions,
  [],
  [name?: RootMeanSquaredErrorOptions['name'], dtype?: RootMeanSquaredErrorOptions['dtype']]
>;
export const ROOT_MEAN_SQUARED_ERROR_PARAMETERS: Signature<RootMeanSquaredErrorOptions> = {
  callee: 'RootMeanSquaredError',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type SensitivityAtSpecificityArguments = OptionArguments<
  SensitivityAtSpecificityOptions,
  [specificity: SensitivityAtSpecificityOptions['specificity']],
  [
    numThresholds?: SensitivityAtSpecificityOptions['numThresholds'],
    classId?: SensitivityAtSpecificityOptions['classId'],
    name?: SensitivityAtSpecificityOptions['name'],
    dtype?: SensitivityAtSpecificityOptions['dtype'],
  ]
>;
export const SENSITIVITY_AT_SPECIFICITY_PARAMETERS: Signature<SensitivityAtSpecificityOptions> = {
  callee: 'SensitivityAtSpecificity',
  names: ['specificity', 'numThresholds', 'classId', 'name', 'dtype'],
  keywords: [],
  required: 1,
};

export type SparseCategoricalAccuracyArguments = OptionArguments<
  SparseCategoricalAccuracyOptions,
  [],
  [name?: SparseCategoricalAccuracyOptions['name'], dtype?: SparseCategoricalAccuracyOptions['dtype']]
>;
export const SPARSE_CATEGORICAL_ACCURACY_PARAMETERS: Signature<SparseCategoricalAccuracyOptions> = {
  callee: 'SparseCategoricalAccuracy',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type SparseCategoricalCrossentropyArguments = OptionArguments<
  SparseCategoricalCrossentropyOptions,
  [],
  [
    name?: SparseCategoricalCrossentropyOptions['name'],
    dtype?: SparseCategoricalCrossentropyOptions['dtype'],
    fromLogits?: SparseCategoricalCrossentropyOptions['fromLogits'],
    ignoreClass?: SparseCategoricalCrossentropyOptions['ignoreClass'],
    axis?: SparseCategoricalCrossentropyOptions['axis'],
  ]
>;
export const SPARSE_CATEGORICAL_CROSSENTROPY_PARAMETERS: Signature<SparseCategoricalCrossentropyOptions> = {
  callee: 'SparseCategoricalCrossentropy',
  names: ['name', 'dtype', 'fromLogits', 'ignoreClass', 'axis'],
  keywords: [],
  required: 0,
};

export type SparseTopKCategoricalAccuracyArguments = OptionArguments<
  SparseTopKCategoricalAccuracyOptions,
  [],
  [
    k?: SparseTopKCategoricalAccuracyOptions['k'],
    name?: SparseTopKCategoricalAccuracyOptions['name'],
    dtype?: SparseTopKCategoricalAccuracyOptions['dtype'],
    fromSortedIds?: SparseTopKCategoricalAccuracyOptions['fromSortedIds'],
  ]
>;
export const SPARSE_TOP_K_CATEGORICAL_ACCURACY_PARAMETERS: Signature<SparseTopKCategoricalAccuracyOptions> = {
  callee: 'SparseTopKCategoricalAccuracy',
  names: ['k', 'name', 'dtype', 'fromSortedIds'],
  keywords: [],
  required: 0,
};

export type SpecificityAtSensitivityArguments = OptionArguments<
  SpecificityAtSensitivityOptions,
  [sensitivity: SpecificityAtSensitivityOptions['sensitivity']],
  [
    numThresholds?: SpecificityAtSensitivityOptions['numThresholds'],
    classId?: SpecificityAtSensitivityOptions['classId'],
    name?: SpecificityAtSensitivityOptions['name'],
    dtype?: SpecificityAtSensitivityOptions['dtype'],
  ]
>;
export const SPECIFICITY_AT_SENSITIVITY_PARAMETERS: Signature<SpecificityAtSensitivityOptions> = {
  callee: 'SpecificityAtSensitivity',
  names: ['sensitivity', 'numThresholds', 'classId', 'name', 'dtype'],
  keywords: [],
  required: 1,
};

export type SquaredHingeArguments = OptionArguments<
  SquaredHingeOptions,
  [],
  [name?: SquaredHingeOptions['name'], dtype?: SquaredHingeOptions['dtype']]
>;
export const SQUARED_HINGE_PARAMETERS: Signature<SquaredHingeOptions> = {
  callee: 'SquaredHinge',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type SumArguments = OptionArguments<SumOptions, [], [name?: SumOptions['name'], dtype?: SumOptions['dtype']]>;
export const SUM_PARAMETERS: Signature<SumOptions> = {
  callee: 'Sum',
  names: ['name', 'dtype'],
  keywords: [],
  required: 0,
};

export type TopKCategoricalAccuracyArguments = OptionArguments<
  TopKCategoricalAccuracyOptions,
  [],
  [
    k?: TopKCategoricalAccuracyOptions['k'],
    name?: TopKCategoricalAccuracyOptions['name'],
    dtype?: TopKCategoricalAccuracyOptions['dtype'],
  ]
>;
export const TOP_K_CATEGORICAL_ACCURACY_PARAMETERS: Signature<TopKCategoricalAccuracyOptions> = {
  callee: 'TopKCategoricalAccuracy',
  names: ['k', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type TrueNegativesArguments = OptionArguments<
  TrueNegativesOptions,
  [],
  [
    thresholds?: TrueNegativesOptions['thresholds'],
    name?: TrueNegativesOptions['name'],
    dtype?: TrueNegativesOptions['dtype'],
  ]
>;
export const TRUE_NEGATIVES_PARAMETERS: Signature<TrueNegativesOptions> = {
  callee: 'TrueNegatives',
  names: ['thresholds', 'name', 'dtype'],
  keywords: [],
  required: 0,
};

export type TruePositivesArguments = OptionArguments<
  TruePositivesOptions,
  [],
  [
    thresholds?: TruePositivesOptions['thresholds'],
    name?: TruePositivesOptions['name'],
    dtype?: TruePositivesOptions['dtype'],
  ]
>;
export const TRUE_POSITIVES_PARAMETERS: Signature<TruePositivesOptions> = {
  callee: 'TruePositives',
  names: ['thresholds', 'name', 'dtype'],
  keywords: [],
  required: 0,
};
