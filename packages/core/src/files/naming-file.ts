import { FrameworkError } from '../errors.js';

/**
 * Runs what makes something of a file's bytes; its errors name the file.
 *
 * @throws what `read` throws, with the file as the place
 * @example
 * const count = namingFile('counts.json', (text: string) => JSON.parse(text).count, '{"count": 3}');
 * count; // 3
 */
export function namingFile<Args extends readonly unknown[], Result>(
  path: string,
  read: (...args: Args) => Result,
  ...args: Args
): Result {
  try {
    return read(...args);
  } catch (error) {
    if (error instanceof FrameworkError) error.addLocation(`'${path}'`);
    throw error;
  }
}
