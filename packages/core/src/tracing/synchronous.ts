import { PythonTypeError } from '../errors.js';
import { isPromise } from '../realm.js';

/**
 * @param what the code that made the result, at the beginning of the error
 * @throws TypeError where the result is a promise
 */
export function assertSynchronous(what: string, result: unknown): void {
  if (!isPromise(result)) return;
  // Its own failure, such as that of a read, is no other than this one.
  result.then(undefined, () => undefined);
  throw new PythonTypeError(`${what} must not be async.`, {
    hint: 'values are not known while code is traced; compute with tensors, return them and read them outside.',
  });
}
