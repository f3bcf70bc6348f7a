import type { Model } from '../model.js';

/** Metric values by name. */
export type Logs = Record<string, number>;

/** What `fit` tells its callbacks about the run. */
export interface CallbackParams {
  verbose: number;
  epochs: number;
  /** Steps of an epoch; null when the data does not tell. */
  steps: number | null;
}

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

  setParams(params: CallbackParams): void {
    this.params = params;
  }

  setModel(model: Model): void {
    this.model = model;
  }

  onTrainBegin(_logs: Logs): HookResult {}
  onTrainEnd(_logs: Logs): HookResult {}
  onTestBegin(_logs: Logs): HookResult {}
  onTestEnd(_logs: Logs): HookResult {}
  onPredictBegin(_logs: Logs): HookResult {}
  onPredictEnd(_logs: Logs): HookResult {}
  onEpochBegin(_epoch: number, _logs: Logs): HookResult {}
  onEpochEnd(_epoch: number, _logs: Logs): HookResult {}
  /** Older name of {@link onTrainBatchBegin}. */
  onBatchBegin(_batch: number, _logs: Logs): HookResult {}
  /** Older name of {@link onTrainBatchEnd}. */
  onBatchEnd(_batch: number, _logs: Logs): HookResult {}
  onTrainBatchBegin(batch: number, logs: Logs): HookResult {
    return this.onBatchBegin(batch, logs);
  }
  onTrainBatchEnd(batch: number, logs: Logs): HookResult {
    return this.onBatchEnd(batch, logs);
  }
  onTestBatchBegin(_batch: number, _logs: Logs): HookResult {}
  onTestBatchEnd(_batch: number, _logs: Logs): HookResult {}
  onPredictBatchBegin(_batch: number, _logs: Logs): HookResult {}
  onPredictBatchEnd(_batch: number, _logs: Logs): HookResult {}
}

type Hook = {
  [Name in keyof Callback]: Name extends `on${string}` ? Name : never;
}[keyof Callback];

const BATCH_HOOKS: readonly Hook[] = ['onBatchBegin', 'onBatchEnd', 'onTrainBatchBegin', 'onTrainBatchEnd'];

/** Several callbacks as one. */
export class CallbackList {
  constructor(
    readonly callbacks: readonly Callback[],
    model: Model,
    params: CallbackParams,
  ) {
    for (const callback of callbacks) {
      callback.setModel(model);
      callback.setParams(params);
    }
  }

  /** Calls one hook of every callback, in order. */
  async call<Name extends Hook>(hook: Name, ...args: Parameters<Callback[Name]>): Promise<void> {
    for (const callback of this.callbacks) {
      const method = callback[hook] as (...hookArgs: unknown[]) => HookResult;
      await method.apply(callback, args);
    }
  }

  /** Whether a callback wants to see every batch. {@link passive} ones take what they get. */
  get watchesBatches(): boolean {
    return this.callbacks.some(
      (callback) =>
        !passive.has(callback.constructor) && BATCH_HOOKS.some((hook) => callback[hook] !== Callback.prototype[hook]),
    );
  }
}

/** Callbacks whose batch hooks are content with every so many batches. */
const passive = new WeakSet<object>();

export const markPassive = (constructor: object): void => {
  passive.add(constructor);
};
