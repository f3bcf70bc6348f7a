import { FrameworkError } from '@org/core';

/** Python's AssertionError, which the original raises for some arguments. */
export class AssertionError extends FrameworkError {
  constructor(...args: ConstructorParameters<typeof FrameworkError>) {
    super(...args);
    Object.defineProperty(this, 'name', { value: 'AssertionError', writable: true, configurable: true });
  }
}
