/** What the language says of arrays that are too large, as an error of the framework. */
import { RuntimeError } from './errors.js';
import { messageOf } from './realm.js';

/** As V8, SpiderMonkey and JavaScriptCore have it. */
const TOO_LARGE = /array (?:buffer )?(?:length|allocation)|out of memory|array size is not|length (?:is )?too large/i;

/**
 * Runs `body`, which makes arrays as large as a user has asked for.
 *
 * @param what the function that was called
 */
export function withinMemory<T>(what: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw asMemoryError(what, error);
  }
}

/** The error itself, unless an array was too large. */
export function asMemoryError(what: string, error: unknown): unknown {
  if ((error as Error | null)?.name !== 'RangeError' || !TOO_LARGE.test(messageOf(error))) return error;
  return new RuntimeError(`[${what}]: memory has no room for so many elements.`, { received: messageOf(error) });
}
