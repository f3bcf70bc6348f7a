import { bindOpenOptions } from '@org/core/internal';
import { Callback, type Hook, hooks } from './callback.js';
import { LAMBDA_CALLBACK_PARAMETERS, type LambdaCallbackArguments } from './signatures.js';

/** Functions in place of hooks; anything else becomes an attribute. */
export type LambdaCallbackOptions = { [Name in Hook]?: Callback[Name] | null } & { [attribute: string]: unknown };

/**
 * A callback made of functions.
 *
 * @example
 * const print = new LambdaCallback({ onEpochEnd: (epoch, logs) => console.log(epoch, logs.loss) });
 */
export class LambdaCallback extends Callback {
  constructor(...args: LambdaCallbackArguments) {
    super();
    const given = bindOpenOptions(LAMBDA_CALLBACK_PARAMETERS, args);
    for (const [name, value] of Object.entries(given)) {
      const isLeftOut = value === null && hooks.some((hook) => hook === name);
      if (!isLeftOut)
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
    }
  }
}
