/** keras.optimizers.legacy: names of Keras 2 that Keras keeps to say that they are gone. */
import { FrameworkError } from '@org/core';

/** Python's. */
const importError = (...args: ConstructorParameters<typeof FrameworkError>): FrameworkError =>
  Object.defineProperty(new FrameworkError(...args), 'name', {
    value: 'ImportError',
    writable: true,
    configurable: true,
  });

class Gone {
  /** @throws ImportError always */
  constructor(..._args: readonly unknown[]) {
    throw importError('`keras.optimizers.legacy` is not supported in Keras 3.', {
      hint: 'the optimizers of `keras.optimizers` do the same.',
    });
  }
}

export { Gone as Adagrad, Gone as Adam, Gone as Ftrl, Gone as Optimizer, Gone as RMSprop, Gone as SGD };
