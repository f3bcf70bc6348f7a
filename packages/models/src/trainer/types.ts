import type { Callback } from '../callbacks/callback.js';

export type Verbosity = 'auto' | 0 | 1 | 2;

export interface CompileOptions {
  optimizer?: unknown;
  loss?: unknown;
  lossWeights?: unknown;
  metrics?: unknown;
  weightedMetrics?: unknown;
  /** Runs steps op by op in plain JavaScript, for debugging. */
  runEagerly?: boolean;
  /** Steps in one run of the graph; 'auto' chooses by the time that a step takes. */
  stepsPerExecution?: number | 'auto';
  jitCompile?: boolean | 'auto';
  autoScaleLoss?: boolean;
}

export const COMPILE_PARAMETERS = [
  'optimizer',
  'loss',
  'lossWeights',
  'metrics',
  'weightedMetrics',
  'runEagerly',
  'stepsPerExecution',
  'jitCompile',
  'autoScaleLoss',
] as const;

export interface FitOptions {
  x?: unknown;
  y?: unknown;
  batchSize?: number | null;
  epochs?: number;
  verbose?: Verbosity;
  callbacks?: Callback | readonly Callback[] | null;
  validationSplit?: number;
  validationData?: readonly unknown[] | null;
  shuffle?: boolean;
  classWeight?: Readonly<Record<number, number>> | null;
  sampleWeight?: unknown;
  initialEpoch?: number;
  stepsPerEpoch?: number | null;
  validationSteps?: number | null;
  validationBatchSize?: number | null;
  validationFreq?: number | readonly number[];
}

export const FIT_PARAMETERS = [
  'x',
  'y',
  'batchSize',
  'epochs',
  'verbose',
  'callbacks',
  'validationSplit',
  'validationData',
  'shuffle',
  'classWeight',
  'sampleWeight',
  'initialEpoch',
  'stepsPerEpoch',
  'validationSteps',
  'validationBatchSize',
  'validationFreq',
] as const;

export interface EvaluateOptions {
  x?: unknown;
  y?: unknown;
  batchSize?: number | null;
  verbose?: Verbosity;
  sampleWeight?: unknown;
  steps?: number | null;
  callbacks?: Callback | readonly Callback[] | null;
  returnDict?: boolean;
}

export const EVALUATE_PARAMETERS = [
  'x',
  'y',
  'batchSize',
  'verbose',
  'sampleWeight',
  'steps',
  'callbacks',
  'returnDict',
] as const;

export interface PredictOptions {
  x?: unknown;
  batchSize?: number | null;
  verbose?: Verbosity;
  steps?: number | null;
  callbacks?: Callback | readonly Callback[] | null;
}

export const PREDICT_PARAMETERS = ['x', 'batchSize', 'verbose', 'steps', 'callbacks'] as const;

/** What the methods on one batch take. */
export interface TestBatchOptions {
  x?: unknown;
  y?: unknown;
  sampleWeight?: unknown;
  returnDict?: boolean;
}

export interface TrainBatchOptions extends TestBatchOptions {
  classWeight?: Readonly<Record<number, number>> | null;
}

export const TRAIN_BATCH_PARAMETERS = ['x', 'y', 'sampleWeight', 'classWeight', 'returnDict'] as const;

export const TEST_BATCH_PARAMETERS = ['x', 'y', 'sampleWeight', 'returnDict'] as const;

export const COMPUTE_LOSS_PARAMETERS = ['x', 'y', 'yPred', 'sampleWeight', 'training'] as const;

/** What `computeLoss` takes. */
export type ComputeLossArguments =
  | [options: { x?: unknown; y?: unknown; yPred?: unknown; sampleWeight?: unknown; training?: boolean }]
  | [x?: unknown, y?: unknown, yPred?: unknown, sampleWeight?: unknown, training?: boolean];

export const COMPUTE_METRICS_PARAMETERS = ['x', 'y', 'yPred', 'sampleWeight'] as const;

/** What `computeMetrics` takes. */
export type ComputeMetricsArguments =
  | [options: { x?: unknown; y?: unknown; yPred?: unknown; sampleWeight?: unknown }]
  | [x: unknown, y: unknown, yPred: unknown, sampleWeight?: unknown];

export const COMPUTE_GRADIENTS_PARAMETERS = ['x', 'y', 'sampleWeight'] as const;

/** What `computeGradients` takes. */
export type ComputeGradientsArguments =
  | [options: { x: unknown; y?: unknown; sampleWeight?: unknown }]
  | [x: unknown, y?: unknown, sampleWeight?: unknown];
