// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { BackupAndRestoreOptions } from './backup-and-restore.js';
import type { CallbackListOptions } from './callback-list.js';
import type { CSVLoggerOptions } from './csv-logger.js';
import type { EarlyStoppingOptions } from './early-stopping.js';
import type { LambdaCallbackOptions } from './lambda-callback.js';
import type { LearningRateSchedulerOptions } from './learning-rate-scheduler.js';
import type { ModelCheckpointOptions } from './model-checkpoint.js';
import type { ReduceLROnPlateauOptions } from './reduce-lr-on-plateau.js';
import type { RemoteMonitorOptions } from './remote-monitor.js';
import type { SwapEMAWeightsOptions } from './swap-ema-weights.js';
import type { TerminateOnNaNOptions } from './terminate-on-nan.js';

export type BackupAndRestoreArguments = OptionArguments<
  BackupAndRestoreOptions,
  [backupDir: BackupAndRestoreOptions['backupDir']],
  [
    saveFreq?: BackupAndRestoreOptions['saveFreq'],
    doubleCheckpoint?: BackupAndRestoreOptions['doubleCheckpoint'],
    deleteCheckpoint?: BackupAndRestoreOptions['deleteCheckpoint'],
  ]
>;
export const BACKUP_AND_RESTORE_PARAMETERS: Signature<BackupAndRestoreOptions> = {
  callee: 'BackupAndRestore',
  names: ['backupDir', 'saveFreq', 'doubleCheckpoint', 'deleteCheckpoint'],
  keywords: [],
  required: 1,
};

export type CallbackListArguments = OptionArguments<
  CallbackListOptions,
  [],
  [
    callbacks?: CallbackListOptions['callbacks'],
    addHistory?: CallbackListOptions['addHistory'],
    addProgbar?: CallbackListOptions['addProgbar'],
    model?: CallbackListOptions['model'],
  ]
>;
export const CALLBACK_LIST_PARAMETERS: Signature<CallbackListOptions> = {
  callee: 'CallbackList',
  names: ['callbacks', 'addHistory', 'addProgbar', 'model'],
  keywords: ['verbose', 'epochs', 'steps'],
  required: 0,
};

export type CSVLoggerArguments = OptionArguments<
  CSVLoggerOptions,
  [filename: CSVLoggerOptions['filename']],
  [separator?: CSVLoggerOptions['separator'], append?: CSVLoggerOptions['append']]
>;
export const CSV_LOGGER_PARAMETERS: Signature<CSVLoggerOptions> = {
  callee: 'CSVLogger',
  names: ['filename', 'separator', 'append'],
  keywords: [],
  required: 1,
};

export type EarlyStoppingArguments = OptionArguments<
  EarlyStoppingOptions,
  [],
  [
    monitor?: EarlyStoppingOptions['monitor'],
    minDelta?: EarlyStoppingOptions['minDelta'],
    patience?: EarlyStoppingOptions['patience'],
    verbose?: EarlyStoppingOptions['verbose'],
    mode?: EarlyStoppingOptions['mode'],
    baseline?: EarlyStoppingOptions['baseline'],
    restoreBestWeights?: EarlyStoppingOptions['restoreBestWeights'],
    startFromEpoch?: EarlyStoppingOptions['startFromEpoch'],
  ]
>;
export const EARLY_STOPPING_PARAMETERS: Signature<EarlyStoppingOptions> = {
  callee: 'EarlyStopping',
  names: ['monitor', 'minDelta', 'patience', 'verbose', 'mode', 'baseline', 'restoreBestWeights', 'startFromEpoch'],
  keywords: [],
  required: 0,
};

export type LambdaCallbackArguments = OptionArguments<
  LambdaCallbackOptions,
  [],
  [
    onEpochBegin?: LambdaCallbackOptions['onEpochBegin'],
    onEpochEnd?: LambdaCallbackOptions['onEpochEnd'],
    onTrainBegin?: LambdaCallbackOptions['onTrainBegin'],
    onTrainEnd?: LambdaCallbackOptions['onTrainEnd'],
    onTrainBatchBegin?: LambdaCallbackOptions['onTrainBatchBegin'],
    onTrainBatchEnd?: LambdaCallbackOptions['onTrainBatchEnd'],
  ]
>;
export const LAMBDA_CALLBACK_PARAMETERS: Signature<LambdaCallbackOptions> = {
  callee: 'LambdaCallback',
  names: ['onEpochBegin', 'onEpochEnd', 'onTrainBegin', 'onTrainEnd', 'onTrainBatchBegin', 'onTrainBatchEnd'],
  keywords: [
    'onTestBegin',
    'onTestEnd',
    'onPredictBegin',
    'onPredictEnd',
    'onBatchBegin',
    'onBatchEnd',
    'onTestBatchBegin',
    'onTestBatchEnd',
    'onPredictBatchBegin',
    'onPredictBatchEnd',
  ],
  required: 0,
};

export type LearningRateSchedulerArguments = OptionArguments<
  LearningRateSchedulerOptions,
  [schedule: LearningRateSchedulerOptions['schedule']],
  [verbose?: LearningRateSchedulerOptions['verbose']]
>;
export const LEARNING_RATE_SCHEDULER_PARAMETERS: Signature<LearningRateSchedulerOptions> = {
  callee: 'LearningRateScheduler',
  names: ['schedule', 'verbose'],
  keywords: [],
  required: 1,
};

export type ModelCheckpointArguments = OptionArguments<
  ModelCheckpointOptions,
  [filepath: ModelCheckpointOptions['filepath']],
  [
    monitor?: ModelCheckpointOptions['monitor'],
    verbose?: ModelCheckpointOptions['verbose'],
    saveBestOnly?: ModelCheckpointOptions['saveBestOnly'],
    saveWeightsOnly?: ModelCheckpointOptions['saveWeightsOnly'],
    mode?: ModelCheckpointOptions['mode'],
    saveFreq?: ModelCheckpointOptions['saveFreq'],
    initialValueThreshold?: ModelCheckpointOptions['initialValueThreshold'],
  ]
>;
export const MODEL_CHECKPOINT_PARAMETERS: Signature<ModelCheckpointOptions> = {
  callee: 'ModelCheckpoint',
  names: [
    'filepath',
    'monitor',
    'verbose',
    'saveBestOnly',
    'saveWeightsOnly',
    'mode',
    'saveFreq',
    'initialValueThreshold',
  ],
  keywords: [],
  required: 1,
};

export type ReduceLROnPlateauArguments = OptionArguments<
  ReduceLROnPlateauOptions,
  [],
  [
    monitor?: ReduceLROnPlateauOptions['monitor'],
    factor?: ReduceLROnPlateauOptions['factor'],
    patience?: ReduceLROnPlateauOptions['patience'],
    verbose?: ReduceLROnPlateauOptions['verbose'],
    mode?: ReduceLROnPlateauOptions['mode'],
    minDelta?: ReduceLROnPlateauOptions['minDelta'],
    cooldown?: ReduceLROnPlateauOptions['cooldown'],
    minLr?: ReduceLROnPlateauOptions['minLr'],
  ]
>;
export const REDUCE_LR_ON_PLATEAU_PARAMETERS: Signature<ReduceLROnPlateauOptions> = {
  callee: 'ReduceLROnPlateau',
  names: ['monitor', 'factor', 'patience', 'verbose', 'mode', 'minDelta', 'cooldown', 'minLr'],
  keywords: [],
  required: 0,
};

export type RemoteMonitorArguments = OptionArguments<
  RemoteMonitorOptions,
  [],
  [
    root?: RemoteMonitorOptions['root'],
    path?: RemoteMonitorOptions['path'],
    field?: RemoteMonitorOptions['field'],
    headers?: RemoteMonitorOptions['headers'],
    sendAsJson?: RemoteMonitorOptions['sendAsJson'],
  ]
>;
export const REMOTE_MONITOR_PARAMETERS: Signature<RemoteMonitorOptions> = {
  callee: 'RemoteMonitor',
  names: ['root', 'path', 'field', 'headers', 'sendAsJson'],
  keywords: [],
  required: 0,
};

export type SwapEMAWeightsArguments = OptionArguments<
  SwapEMAWeightsOptions,
  [],
  [swapOnEpoch?: SwapEMAWeightsOptions['swapOnEpoch']]
>;
export const SWAP_EMA_WEIGHTS_PARAMETERS: Signature<SwapEMAWeightsOptions> = {
  callee: 'SwapEMAWeights',
  names: ['swapOnEpoch'],
  keywords: [],
  required: 0,
};

export type TerminateOnNaNArguments = OptionArguments<
  TerminateOnNaNOptions,
  [],
  [raiseError?: TerminateOnNaNOptions['raiseError']]
>;
export const TERMINATE_ON_NA_N_PARAMETERS: Signature<TerminateOnNaNOptions> = {
  callee: 'TerminateOnNaN',
  names: ['raiseError'],
  keywords: [],
  required: 0,
};
