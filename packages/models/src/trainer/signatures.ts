// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/internal';
import type {
  EvaluateOptions,
  FitOptions,
  PredictOptions,
  TestOnBatchOptions,
  TrainOnBatchOptions,
} from './trainer.js';
import type { CompileOptions } from './trainer-state.js';

export type CompileArguments = OptionArguments<
  CompileOptions,
  [],
  [
    optimizer?: CompileOptions['optimizer'],
    loss?: CompileOptions['loss'],
    lossWeights?: CompileOptions['lossWeights'],
    metrics?: CompileOptions['metrics'],
    weightedMetrics?: CompileOptions['weightedMetrics'],
    runEagerly?: CompileOptions['runEagerly'],
    stepsPerExecution?: CompileOptions['stepsPerExecution'],
    jitCompile?: CompileOptions['jitCompile'],
    autoScaleLoss?: CompileOptions['autoScaleLoss'],
  ]
>;
export const COMPILE_PARAMETERS: Signature<CompileOptions> = {
  callee: 'compile',
  names: [
    'optimizer',
    'loss',
    'lossWeights',
    'metrics',
    'weightedMetrics',
    'runEagerly',
    'stepsPerExecution',
    'jitCompile',
    'autoScaleLoss',
  ],
  keywords: [],
  required: 0,
};

export type FitArguments = OptionArguments<
  FitOptions,
  [x: FitOptions['x']],
  [
    y?: FitOptions['y'],
    batchSize?: FitOptions['batchSize'],
    epochs?: FitOptions['epochs'],
    verbose?: FitOptions['verbose'],
    callbacks?: FitOptions['callbacks'],
    validationSplit?: FitOptions['validationSplit'],
    validationData?: FitOptions['validationData'],
    shuffle?: FitOptions['shuffle'],
    classWeight?: FitOptions['classWeight'],
    sampleWeight?: FitOptions['sampleWeight'],
    initialEpoch?: FitOptions['initialEpoch'],
    stepsPerEpoch?: FitOptions['stepsPerEpoch'],
    validationSteps?: FitOptions['validationSteps'],
    validationBatchSize?: FitOptions['validationBatchSize'],
    validationFreq?: FitOptions['validationFreq'],
  ]
>;
export const FIT_PARAMETERS: Signature<FitOptions> = {
  callee: 'fit',
  names: [
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
  ],
  keywords: [],
  required: 1,
};

export type EvaluateArguments = OptionArguments<
  EvaluateOptions,
  [x: EvaluateOptions['x']],
  [
    y?: EvaluateOptions['y'],
    batchSize?: EvaluateOptions['batchSize'],
    verbose?: EvaluateOptions['verbose'],
    sampleWeight?: EvaluateOptions['sampleWeight'],
    steps?: EvaluateOptions['steps'],
    callbacks?: EvaluateOptions['callbacks'],
    returnDict?: EvaluateOptions['returnDict'],
  ]
>;
export const EVALUATE_PARAMETERS: Signature<EvaluateOptions> = {
  callee: 'evaluate',
  names: ['x', 'y', 'batchSize', 'verbose', 'sampleWeight', 'steps', 'callbacks', 'returnDict'],
  keywords: [],
  required: 1,
};

export type PredictArguments = OptionArguments<
  PredictOptions,
  [x: PredictOptions['x']],
  [
    batchSize?: PredictOptions['batchSize'],
    verbose?: PredictOptions['verbose'],
    steps?: PredictOptions['steps'],
    callbacks?: PredictOptions['callbacks'],
  ]
>;
export const PREDICT_PARAMETERS: Signature<PredictOptions> = {
  callee: 'predict',
  names: ['x', 'batchSize', 'verbose', 'steps', 'callbacks'],
  keywords: [],
  required: 1,
};

export type TrainOnBatchArguments = OptionArguments<
  TrainOnBatchOptions,
  [x: TrainOnBatchOptions['x']],
  [
    y?: TrainOnBatchOptions['y'],
    sampleWeight?: TrainOnBatchOptions['sampleWeight'],
    classWeight?: TrainOnBatchOptions['classWeight'],
    returnDict?: TrainOnBatchOptions['returnDict'],
  ]
>;
export const TRAIN_ON_BATCH_PARAMETERS: Signature<TrainOnBatchOptions> = {
  callee: 'trainOnBatch',
  names: ['x', 'y', 'sampleWeight', 'classWeight', 'returnDict'],
  keywords: [],
  required: 1,
};

export type TestOnBatchArguments = OptionArguments<
  TestOnBatchOptions,
  [x: TestOnBatchOptions['x']],
  [
    y?: TestOnBatchOptions['y'],
    sampleWeight?: TestOnBatchOptions['sampleWeight'],
    returnDict?: TestOnBatchOptions['returnDict'],
  ]
>;
export const TEST_ON_BATCH_PARAMETERS: Signature<TestOnBatchOptions> = {
  callee: 'testOnBatch',
  names: ['x', 'y', 'sampleWeight', 'returnDict'],
  keywords: [],
  required: 1,
};
