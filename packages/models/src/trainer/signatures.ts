// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
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

export type EvaluateArguments<ReturnDict extends boolean = boolean> = OptionArguments<
  EvaluateOptions<ReturnDict>,
  [x: EvaluateOptions<ReturnDict>['x']],
  [
    y?: EvaluateOptions<ReturnDict>['y'],
    batchSize?: EvaluateOptions<ReturnDict>['batchSize'],
    verbose?: EvaluateOptions<ReturnDict>['verbose'],
    sampleWeight?: EvaluateOptions<ReturnDict>['sampleWeight'],
    steps?: EvaluateOptions<ReturnDict>['steps'],
    callbacks?: EvaluateOptions<ReturnDict>['callbacks'],
    returnDict?: EvaluateOptions<ReturnDict>['returnDict'],
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

export type TrainOnBatchArguments<ReturnDict extends boolean = boolean> = OptionArguments<
  TrainOnBatchOptions<ReturnDict>,
  [x: TrainOnBatchOptions<ReturnDict>['x']],
  [
    y?: TrainOnBatchOptions<ReturnDict>['y'],
    sampleWeight?: TrainOnBatchOptions<ReturnDict>['sampleWeight'],
    classWeight?: TrainOnBatchOptions<ReturnDict>['classWeight'],
    returnDict?: TrainOnBatchOptions<ReturnDict>['returnDict'],
  ]
>;
export const TRAIN_ON_BATCH_PARAMETERS: Signature<TrainOnBatchOptions> = {
  callee: 'trainOnBatch',
  names: ['x', 'y', 'sampleWeight', 'classWeight', 'returnDict'],
  keywords: [],
  required: 1,
};

export type TestOnBatchArguments<ReturnDict extends boolean = boolean> = OptionArguments<
  TestOnBatchOptions<ReturnDict>,
  [x: TestOnBatchOptions<ReturnDict>['x']],
  [
    y?: TestOnBatchOptions<ReturnDict>['y'],
    sampleWeight?: TestOnBatchOptions<ReturnDict>['sampleWeight'],
    returnDict?: TestOnBatchOptions<ReturnDict>['returnDict'],
  ]
>;
export const TEST_ON_BATCH_PARAMETERS: Signature<TestOnBatchOptions> = {
  callee: 'testOnBatch',
  names: ['x', 'y', 'sampleWeight', 'returnDict'],
  keywords: [],
  required: 1,
};
