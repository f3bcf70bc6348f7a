import { FrameworkError } from '@org/core';

/** What was received, by the name of its class. */
export const described = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `an instance of ${value.constructor?.name ?? 'Object'}`
    : typeof value === 'function'
      ? `an instance of ${value.constructor.name}`
      : String(value);

/** Python's AssertionError, which the original raises for some arguments. */
export class AssertionError extends FrameworkError {
  constructor(...args: ConstructorParameters<typeof FrameworkError>) {
    super(...args);
    Object.defineProperty(this, 'name', { value: 'AssertionError', writable: true, configurable: true });
  }
}
