/** What the loops of fit, evaluate and predict report to. */
import { type Callback, type CallbackParams, type Hook, watchesBatches } from '../callbacks/callback.js';
import { CallbackList } from '../callbacks/callback-list.js';
import type { History } from '../callbacks/history.js';
import type { Model } from '../model.js';
import type { Trainer } from './trainer.js';
import { trainingOf } from './trainer-state.js';

type GivenCallbacks = Callback | readonly Callback[] | null | undefined;

/** Callbacks as given, with those that every run has; a list that was made before is used as it is. */
export class Reporter {
  readonly #callbacks: CallbackList;
  readonly #model: Trainer;

  constructor(callbacks: GivenCallbacks, model: Trainer, params: CallbackParams, { addHistory = false } = {}) {
    this.#model = model;
    this.#callbacks =
      callbacks instanceof CallbackList
        ? callbacks
        : new CallbackList({
            callbacks: callbacks ?? null,
            addHistory,
            addProgbar: params.verbose > 0,
            model: model as Model,
            ...params,
          });
  }

  /** What records the logs, if one of them does. */
  get history(): History | null {
    return this.#callbacks.history;
  }

  /** Calls a hook of all callbacks, while the model pauses for what they do with it. */
  async tell<Name extends Hook>(hook: Name, ...args: Parameters<Callback[Name]>): Promise<void> {
    const call = this.#callbacks[hook] as (...given: typeof args) => unknown;
    await trainingOf(this.#model).turns.pause(() => call.apply(this.#callbacks, args));
  }

  /**
   * How many steps one run takes before callbacks are told. A number given as `stepsPerExecution` counts whole also where fewer
   * steps are left, as Keras numbers them.
   */
  stepsOfRun(kind: 'train' | 'test', { suggested, left }: { suggested: number; left: number }): number {
    const { stepsPerExecution } = this.#model;
    if (stepsPerExecution !== 'auto') return stepsPerExecution;
    return this.#callbacks[watchesBatches](kind) ? 1 : Math.min(suggested, left);
  }
}

/** The number that `verbose` stands for: 0 silent, 1 a progress line, 2 a line an epoch. */
export const verbosity = (verbose: unknown): number =>
  verbose === undefined || verbose === null || verbose === 'auto' ? 1 : Number(verbose);

/** Steps in one run where batches come one by one. */
export const stepsOfStream = ({ stepsPerExecution }: Trainer): number =>
  stepsPerExecution === 'auto' ? 1 : stepsPerExecution;
