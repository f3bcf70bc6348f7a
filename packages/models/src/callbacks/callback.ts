import type { Model } from '../model.js';

/** Metric values by name. The few metrics with several values, such as F1Score for each class, have an array of them here. */
export type Logs = Record<string, number>;

/** What `fit` tells its callbacks about the run. */
export interface CallbackParams {
  verbose: number;
  epochs: number;
  /** Steps of an epoch; null when the data does not tell. */
  steps: number | null;
}

/** What prediction tells about a batch. */
export interface PredictLogs {
  outputs?: unknown;
}

/** The method of a callback that says whether it is told of every batch. */
export const watchesBatches: unique symbol = Symbol('watchesBatches');

type HookResult = void | Promise<void>;

/**
 * Hooks into training, evaluation and prediction. A hook may return a Promise; the loop waits for it. A callback with hooks for
 * batches makes `fit` run one step at a time, unless `stepsPerExecution` says otherwise.
 *
 * @example
 * class Stop extends Callback {
 *   override onEpochEnd(epoch: number, logs: Logs) { if (logs.loss! < 0.1) this.model.stopTraining = true; }
 * }
 */
export class Callback {
  params: CallbackParams = { verbose: 0, epochs: 0, steps: null };
  declare model: Model;

  /** Told before anything runs: epochs, steps and how much is printed. */
  setParams(params: CallbackParams): void {
    this.params = params;
  }

  /** Told before anything runs: the model that is trained, evaluated or predicts. */
  setModel(model: Model): void {
    this.model = model;
  }

  /** Before the first epoch. */
  onTrainBegin(_logs: Logs): HookResult {}
  /** After the last epoch, with its logs. */
  onTrainEnd(_logs: Logs): HookResult {}
  /** Before an evaluation, or a validation. */
  onTestBegin(_logs: Logs): HookResult {}
  /** After an evaluation, or a validation, with its logs. */
  onTestEnd(_logs: Logs): HookResult {}
  /** Before a prediction. */
  onPredictBegin(_logs: Logs): HookResult {}
  /** After a prediction. */
  onPredictEnd(_logs: Logs): HookResult {}
  /** Before an epoch; the first is 0. */
  onEpochBegin(_epoch: number, _logs: Logs): HookResult {}
  /** After an epoch, with its logs, those of the validation among them as `val_...`. */
  onEpochEnd(_epoch: number, _logs: Logs): HookResult {}
  /** Older name of {@link onTrainBatchBegin}. */
  onBatchBegin(_batch: number, _logs: Logs): HookResult {}
  /** Older name of {@link onTrainBatchEnd}. */
  onBatchEnd(_batch: number, _logs: Logs): HookResult {}
  /** Before a batch of training. */
  onTrainBatchBegin(batch: number, logs: Logs): HookResult {
    return this.onBatchBegin(batch, logs);
  }
  /** After a batch of training, with the means of the epoch so far. */
  onTrainBatchEnd(batch: number, logs: Logs): HookResult {
    return this.onBatchEnd(batch, logs);
  }
  /** Before a batch of evaluation. */
  onTestBatchBegin(_batch: number, _logs: Logs): HookResult {}
  /** After a batch of evaluation, with the means so far. */
  onTestBatchEnd(_batch: number, _logs: Logs): HookResult {}
  /** Before a batch of prediction. */
  onPredictBatchBegin(_batch: number, _logs: Logs): HookResult {}
  /** After a batch of prediction, with its outputs. */
  onPredictBatchEnd(_batch: number, _logs: PredictLogs): HookResult {}

  /**
   * Whether batches must be reported one by one, which training and evaluation on data in memory could do faster: where a hook
   * for them is defined. Overridden by callbacks that are content with every so many batches.
   */
  [watchesBatches](kind: 'train' | 'test'): boolean {
    return batchHooks[kind].some((hook) => this[hook] !== Callback.prototype[hook]);
  }
}

export type Hook = {
  [Name in keyof Callback]: Name extends `on${string}` ? Name : never;
}[keyof Callback];

/** The names of all hooks. */
export const hooks = Object.getOwnPropertyNames(Callback.prototype).filter((name): name is Hook =>
  name.startsWith('on'),
);

const batchHooks = {
  train: ['onBatchBegin', 'onBatchEnd', 'onTrainBatchBegin', 'onTrainBatchEnd'],
  test: ['onTestBatchBegin', 'onTestBatchEnd'],
} as const;
