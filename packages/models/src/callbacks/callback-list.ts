import { isTensor, isVariable, PythonTypeError, ValueError } from '@org/core';
import { asTensor, bindOptions, isPlainObject } from '@org/core/internal';
import type { Model } from '../model.js';
import { Callback, type CallbackParams, type Hook, hooks, watchesBatches } from './callback.js';
import { History } from './history.js';
import { ProgbarLogger } from './progbar-logger.js';
import { CALLBACK_LIST_PARAMETERS, type CallbackListArguments } from './signatures.js';

export interface CallbackListOptions extends Partial<CallbackParams> {
  callbacks?: Callback | readonly Callback[] | null;
  /** Whether to add a History, where there is none. */
  addHistory?: boolean;
  /** Whether to add a progress bar, where there is none. */
  addProgbar?: boolean;
  model?: Model | null;
}

/**
 * Several callbacks as one, for `fit` and for training loops of one's own: each hook calls that of all callbacks, in order, and
 * waits for it. Hooks take positions alone, since logs are an object themselves.
 *
 * @throws ValueError for what is no callback
 * @example
 * const callbacks = new CallbackList([new CSVLogger('log.csv')], { model, epochs: 2 });
 * await callbacks.onEpochEnd(0, { loss: 0.5 });
 */
export class CallbackList extends Callback {
  readonly callbacks: Callback[];
  readonly history: History | null;

  constructor(...args: CallbackListArguments) {
    super();
    const options = bindOptions(CALLBACK_LIST_PARAMETERS, args);
    const { callbacks = [], addHistory = false, addProgbar = false, model = null, ...params } = options;
    this.callbacks = callbacks === null ? [] : ([callbacks].flat() as Callback[]);
    for (const each of this.callbacks) assertCallback(each);
    const has = (type: typeof History | typeof ProgbarLogger) => this.callbacks.some((each) => each instanceof type);
    // At the end, so that they see what others add to the logs.
    if (addHistory && !has(History)) this.callbacks.push(new History());
    if (addProgbar && !has(ProgbarLogger)) this.callbacks.push(new ProgbarLogger());
    this.history = this.callbacks.find((each) => each instanceof History) ?? null;
    if (model) this.setModel(model);
    this.setParams({ ...this.params, ...params });
  }

  /** Adds a callback behind the others. */
  append(callback: Callback): void {
    assertCallback(callback);
    this.callbacks.push(callback);
  }

  override setParams(params: CallbackParams): void {
    super.setParams(params);
    for (const callback of this.callbacks) callback.setParams(params);
  }

  override setModel(model: Model): void {
    super.setModel(model);
    if (this.history) model.history = this.history;
    for (const callback of this.callbacks) callback.setModel(model);
  }

  override [watchesBatches](kind: 'train' | 'test'): boolean {
    return this.callbacks.some((callback) => callback[watchesBatches](kind));
  }
}

for (const hook of hooks) {
  Object.defineProperty(CallbackList.prototype, hook, {
    configurable: true,
    writable: true,
    value: function callAll(this: CallbackList, ...args: unknown[]): Promise<void> {
      return callHook(this.callbacks, hook, args);
    },
  });
}

/** Callbacks share one copy of the logs, by name, and may add to it; of tensors they get the values. */
async function callHook(callbacks: readonly Callback[], hook: Hook, args: readonly unknown[]): Promise<void> {
  const takesNumber = typeof args[0] === 'number';
  const logs = (takesNumber ? args[1] : args[0]) ?? {};
  if (isPlainObject(logs) && isPlainObject(logs.logs)) {
    throw new PythonTypeError(`[${hook}]: hooks take positions alone, since logs are an object themselves.`, {
      hint: `${hook}(${/Epoch|Batch/.test(hook) ? 'number, ' : ''}logs)`,
    });
  }
  const entries = Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1));
  const isPrediction = hook.startsWith('onPredict');
  const shared = Object.fromEntries(isPrediction ? entries : await readTensors(entries));
  for (const callback of callbacks) {
    const method = callback[hook] as (...hookArgs: unknown[]) => unknown;
    await method.apply(callback, takesNumber ? [args[0], shared] : [shared]);
  }
}

type Entry = readonly [name: string, value: unknown];

async function readTensors(entries: readonly Entry[]): Promise<readonly Entry[]> {
  if (!entries.some(([, value]) => isTensor(value) || isVariable(value))) return entries;
  return Promise.all(
    entries.map(async ([name, value]) => {
      if (!isTensor(value) && !isVariable(value)) return [name, value] as const;
      const x = asTensor(value);
      return [name, x.shape.length === 0 ? Number(await x.item()) : await x.array()] as const;
    }),
  );
}

function assertCallback(value: unknown): void {
  if (value instanceof Callback) return;
  throw new ValueError('callbacks must be Callback objects.', {
    received: typeof value === 'function' ? `the class or function ${value.name}` : String(value),
  });
}
