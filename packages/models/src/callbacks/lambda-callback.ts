import { bindOpenOptions, type PythonOptions } from '@org/core';
import { Callback, type Hook, hooks } from './callback.js';

/** Functions in place of hooks; anything else becomes an attribute. */
export type LambdaCallbackOptions = { [Name in Hook]?: Callback[Name] | null } & { [attribute: string]: unknown };

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
    const given = bindOpenOptions<LambdaCallbackOptions>('LambdaCallback', positions, 0, args);
    for (const [name, value] of Object.entries(given)) {
      const isLeftOut = value === null && hooks.some((hook) => hook === name);
      if (!isLeftOut)
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
    }
  }
}
