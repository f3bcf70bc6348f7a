import type { Tensor, TensorLike } from '@org/core';
import type { ClassIn, KnownName, MembersOf, NameIn, SnakeCase } from '@org/core/internal';
import type { SerializedConfig } from '@org/layers';
import type { Callback, Logs } from '../callbacks/callback.js';
import type { Samples, TrainingData } from '../data/training-data.js';
import type * as losses from '../losses/index.js';
import type { Loss } from '../losses/index.js';
import type * as metrics from '../metrics/classes.js';
import type { Metric, MetricResult } from '../metrics/metric.js';
import type { OptimizerIdentifier } from '../optimizers/index.js';

export type Verbosity = 'auto' | 0 | 1 | 2;

type LossClass = Exclude<ClassIn<typeof losses>, 'Loss' | 'LossFunctionWrapper'>;
type LossName =
  | LossClass
  | Exclude<
      NameIn<typeof losses>,
      'get' | 'serialize' | 'deserialize' | 'reduce_weighted' | 'squeeze_or_expand_to_same_rank'
    >
  | Aliases<'bce' | 'kld' | 'mae' | 'mape' | 'mse' | 'msle'>
  | 'kullback_leibler_divergence'
  | 'logcosh';
type MetricClass = Exclude<ClassIn<typeof metrics>, 'Metric' | 'MeanMetricWrapper'>;
type MetricName =
  | MetricClass
  | SnakeCase<MetricClass>
  | Aliases<'bce' | 'mae' | 'mape' | 'mse' | 'msle'>
  | 'acc'
  | 'ce'
  | 'crossentropy';
type Aliases<Names extends string> = Names | Uppercase<Names>;

/** A loss, its class, its Keras name or config, or a function of targets and predictions; null where an output has none. */
export type LossIdentifier =
  | KnownName<LossName>
  | MembersOf<Loss>
  | (new () => Loss)
  | ((yTrue: Tensor, yPred: Tensor) => Tensor)
  | SerializedConfig
  | null;

/** A metric, its class, its Keras name or config, or a function of targets and predictions; null where an output has none. */
export type MetricIdentifier =
  | KnownName<MetricName>
  | MembersOf<Metric<MetricResult>>
  | (new () => Metric<MetricResult>)
  | ((yTrue: Tensor, yPred: Tensor) => Tensor)
  | SerializedConfig
  | null;

export type LossTree = LossIdentifier | readonly LossTree[] | { readonly [output: string]: LossTree };
export type MetricTree = MetricIdentifier | readonly MetricTree[] | { readonly [output: string]: MetricTree };
export type MetricTrees = readonly MetricTree[] | { readonly [output: string]: MetricTree } | null;

/** What `compile` takes. */
export interface CompileOptions {
  /** An optimizer, or its name; by default 'rmsprop'. */
  optimizer?: OptimizerIdentifier | null;
  /** A loss, its name, or a list or an object of them: one for each output. */
  loss?: LossIdentifier | readonly LossTree[] | { readonly [output: string]: LossTree };
  /** Factors of the losses of several outputs, as a list or an object. */
  lossWeights?: unknown;
  /** Metrics or their names: a list, or a list for each output. */
  metrics?: MetricTrees;
  /** As `metrics`; sample weights and class weights count in them. */
  weightedMetrics?: MetricTrees;
  /** Runs steps op by op in plain JavaScript, for debugging. */
  runEagerly?: boolean;
  /** Steps in one run of the graph; 'auto' chooses by the time that a step takes. */
  stepsPerExecution?: number | 'auto';
  /** Kept in configs for Keras; steps are compiled in any case. */
  jitCompile?: boolean | 'auto';
  /** Whether the loss is scaled under the policy 'mixed_float16', so that small gradients survive. */
  autoScaleLoss?: boolean;
}

/** What `fit` takes. */
export interface FitOptions {
  /** Inputs: arrays or tensors whose first axis is that of the samples, a list or an object of them, or a data set. */
  x: TrainingData;
  /** Targets, in the structure of the outputs; none where `x` is a data set. */
  y?: Samples | null;
  /** Samples in a batch; by default 32. */
  batchSize?: number | null;
  /** How often to go through the data. */
  epochs?: number;
  /** 0: silent; 1: a progress bar; 2: one line an epoch; 'auto': 1. */
  verbose?: Verbosity;
  /** Called at the beginning and the end of epochs and batches. */
  callbacks?: Callback | readonly Callback[] | null;
  /** Which fraction at the end of the data is left out of training and evaluated after each epoch. */
  validationSplit?: number;
  /** [x, y] or [x, y, sampleWeight], or a data set, to evaluate after each epoch. */
  validationData?: TrainingData | null;
  /** Whether samples come in another order in each epoch; 'batch' shuffles within batches alone. */
  shuffle?: boolean | 'batch';
  /** The weight of samples by their class number. */
  classWeight?: Readonly<Record<number, number>> | null;
  /** The weights of the samples in loss and weighted metrics. */
  sampleWeight?: Samples | null;
  /** The number of the first epoch, to resume. */
  initialEpoch?: number;
  /** Batches in an epoch; null for all. */
  stepsPerEpoch?: number | null;
  /** Batches in a validation; null for all. */
  validationSteps?: number | null;
  /** Samples in a batch of validation; null for `batchSize`. */
  validationBatchSize?: number | null;
  /** Validates after every so many epochs, or after those of a list. */
  validationFreq?: number | readonly number[];
}

/** What `evaluate` takes. */
export interface EvaluateOptions<ReturnDict extends boolean = boolean> {
  /** Inputs: arrays or tensors whose first axis is that of the samples, a list or an object of them, or a data set. */
  x: TrainingData;
  /** Targets, in the structure of the outputs; none where `x` is a data set. */
  y?: Samples | null;
  /** Samples in a batch; by default 32. */
  batchSize?: number | null;
  /** 0: silent; 1: a progress bar; 2: one line an epoch; 'auto': 1. */
  verbose?: Verbosity;
  /** The weights of the samples in loss and weighted metrics. */
  sampleWeight?: Samples | null;
  /** How many batches; null for all. */
  steps?: number | null;
  /** Called at the beginning and the end of epochs and batches. */
  callbacks?: Callback | readonly Callback[] | null;
  /** Whether to return an object by name instead of a list. */
  returnDict?: ReturnDict;
}

/** What `predict` takes. */
export interface PredictOptions {
  /** Inputs: arrays or tensors whose first axis is that of the samples, a list or an object of them, or a data set. */
  x: TrainingData;
  /** Samples in a batch; by default 32. */
  batchSize?: number | null;
  /** 0: silent; 1: a progress bar; 2: one line an epoch; 'auto': 1. */
  verbose?: Verbosity;
  /** How many batches; null for all. */
  steps?: number | null;
  /** Called at the beginning and the end of epochs and batches. */
  callbacks?: Callback | readonly Callback[] | null;
}

/** What `testOnBatch` takes. */
export interface TestOnBatchOptions<ReturnDict extends boolean = boolean> {
  /** Inputs: arrays or tensors whose first axis is that of the samples, a list or an object of them, or a data set. */
  x: TrainingData;
  /** Targets, in the structure of the outputs; none where `x` is a data set. */
  y?: Samples | null;
  /** The weights of the samples in loss and weighted metrics. */
  sampleWeight?: Samples | null;
  /** Whether to return an object by name instead of a list. */
  returnDict?: ReturnDict;
}

/** What `trainOnBatch` takes. */
export interface TrainOnBatchOptions<ReturnDict extends boolean = boolean> extends TestOnBatchOptions<ReturnDict> {
  /** The weight of samples by their class number. */
  classWeight?: Readonly<Record<number, number>> | null;
}

/** The loss and the metrics: by name where `returnDict` asks for it, else a number or a list. */
export type Results<ReturnDict extends boolean> = ReturnDict extends true ? Logs : number | number[];

export const COMPUTE_LOSS_PARAMETERS = ['x', 'y', 'yPred', 'sampleWeight', 'training'] as const;

/** What `computeLoss` takes. */
export type ComputeLossArguments =
  | [options: { x?: unknown; y?: unknown; yPred?: unknown; sampleWeight?: unknown; training?: boolean }]
  | [x?: unknown, y?: unknown, yPred?: unknown, sampleWeight?: unknown, training?: boolean];

export const STATELESS_COMPUTE_LOSS_PARAMETERS = [
  'trainableVariables',
  'nonTrainableVariables',
  'metricsVariables',
  ...COMPUTE_LOSS_PARAMETERS,
] as const;

type Values = readonly TensorLike[];

/** What `statelessComputeLoss` takes. */
export type StatelessComputeLossArguments =
  | [trainableVariables: Values, nonTrainableVariables: Values, metricsVariables: Values, ...loss: ComputeLossArguments]
  | [
      options: { trainableVariables: Values; nonTrainableVariables: Values; metricsVariables: Values } & Extract<
        ComputeLossArguments,
        readonly [object]
      >[0],
    ];

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
