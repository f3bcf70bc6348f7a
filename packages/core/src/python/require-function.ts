import { PythonTypeError } from '../errors.js';

/** Whether it is called with `new` alone. */
export const isClass = (value: object): boolean => /^class\b/.test(Function.prototype.toString.call(value));

/**
 * What makes functions of functions says at once that it was given none, where the user's line is.
 *
 * @throws TypeError for what cannot be called
 */
export function requireFunction(callee: string, fn: unknown): void {
  if (typeof fn === 'function' && !isClass(fn)) return;
  throw new PythonTypeError(`[${callee}]: a function is needed.`, {
    received: fn === null ? 'null' : typeof fn === 'function' ? 'a class' : typeof fn,
  });
}
