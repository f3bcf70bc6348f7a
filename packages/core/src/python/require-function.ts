import { PythonTypeError } from '../errors.js';

/**
 * What makes functions of functions says at once that it was given none, where the user's line is.
 *
 * @throws TypeError for what cannot be called
 */
export function requireFunction(callee: string, fn: unknown): void {
  if (typeof fn === 'function') return;
  throw new PythonTypeError(`[${callee}]: a function is needed.`, { received: fn === null ? 'null' : typeof fn });
}
