/** What the loops of fit, evaluate and predict report to. */
import { type Callback, type CallbackParams, watchesBatches } from '../callbacks/callback.js';
import { CallbackList } from '../callbacks/callback-list.js';
import type { Model } from '../model.js';
import type { Trainer } from './trainer.js';

type GivenCallbacks = Callback | readonly Callback[] | null | undefined;

/** Callbacks as given, with those that every run has; a list that was made before is used as it is. */
export const callbackList = (
  callbacks: GivenCallbacks,
  model: Trainer,
  params: CallbackParams,
  { addHistory = false } = {},
): CallbackList =>
  callbacks instanceof CallbackList
    ? callbacks
    : new CallbackList({
        callbacks: callbacks ?? null,
        addHistory,
        addProgbar: params.verbose > 0,
        model: model as Model,
        ...params,
      });

/** The number that `verbose` stands for: 0 silent, 1 a progress line, 2 a line an epoch. */
export const verbosity = (verbose: unknown): number =>
  verbose === undefined || verbose === 'auto' ? 1 : (verbose as number);

/**
 * How many steps one run takes before callbacks are told. A number given as `stepsPerExecution` counts whole also where fewer
 * steps are left, as Keras numbers them.
 */
export function stepsOfRun(
  model: Trainer,
  callbacks: CallbackList,
  kind: 'train' | 'test',
  { suggested, left }: { suggested: number; left: number },
): number {
  if (model.stepsPerExecution !== 'auto') return model.stepsPerExecution;
  return callbacks[watchesBatches](kind) ? 1 : Math.min(suggested, left);
}
