/** keras.optimizers.legacy: names of Keras 2 that Keras keeps to say that they are gone. */
import { FrameworkError } from '@org/core';

class Gone {
  /** @throws ImportError always */
  constructor(..._args: readonly unknown[]) {
    const error = new FrameworkError('`keras.optimizers.legacy` is not supported in Keras 3.', {
      hint: 'the optimizers of `keras.optimizers` do the same.',
    });
    // It is the line of the user that is wrong, not this one.
    Error.captureStackTrace?.(error, new.target);
    throw Object.defineProperty(error, 'name', { value: 'ImportError', writable: true, configurable: true });
  }
}

export { Gone as Adagrad, Gone as Adam, Gone as Ftrl, Gone as Optimizer, Gone as RMSprop, Gone as SGD };
