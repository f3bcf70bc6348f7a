import { bindOptions, type PythonOptions } from '@org/core';
import { Callback, type Hook, hooks } from './callback.js';

/** Functions in place of hooks. */
export type LambdaCallbackOptions = { [Name in Hook]?: Callback[Name] | null };

const positions = [
  'onEpochBegin',
  'onEpochEnd',
  'onTrainBegin',
  'onTrainEnd',
  'onTrainBatchBegin',
  'onTrainBatchEnd',
] as const satisfies readonly Hook[];

/**
 * A callback made of functions.
 *
 * @example
 * const print = new LambdaCallback({ onEpochEnd: (epoch, logs) => console.log(epoch, logs.loss) });
 */
export class LambdaCallback extends Callback {
  constructor(...args: PythonOptions<typeof positions, LambdaCallbackOptions>) {
    super();
    const names = [...new Set<string>([...positions, ...hooks])];
    const given = bindOptions<LambdaCallbackOptions>('LambdaCallback', names, 0, args);
    for (const [name, hook] of Object.entries(given)) {
      if (hook !== null) Object.defineProperty(this, name, { value: hook, configurable: true, writable: true });
    }
  }
}
