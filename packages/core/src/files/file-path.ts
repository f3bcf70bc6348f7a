/** What users give as the name of a file. */
import { PythonTypeError, ValueError } from '../errors.js';
import { builtin } from './builtin.js';

/** The name of a file, or the URL of one: `new URL('model.keras', import.meta.url)`. */
export type FilePath = string | URL;

const isUrl = (value: unknown): value is URL => Object.prototype.toString.call(value) === '[object URL]';

/**
 * The name of a file as a string.
 *
 * @param parameter what messages call it
 * @throws TypeError for what is no string or URL, ValueError for an empty name, or a URL of something else than a file
 */
export function filePath(value: unknown, parameter = 'filepath'): string {
  if (isUrl(value)) {
    if (value.protocol !== 'file:') throw notAFile(parameter, value.href);
    return builtin<typeof import('node:url')>('node:url', value.href).fileURLToPath(value);
  }
  if (typeof value !== 'string') {
    throw new PythonTypeError(`\`${parameter}\` must be a path.`, {
      expected: 'a string, or the URL of a file',
      received: value === null || value === undefined ? String(value) : `a value of type ${typeof value}`,
    });
  }
  if (value === '' || value.includes('\0')) {
    throw new ValueError(`\`${parameter}\` must be a path.`, { received: JSON.stringify(value) });
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(value)) throw notAFile(parameter, value);
  return value;
}

const notAFile = (parameter: string, received: string): ValueError =>
  new ValueError(`\`${parameter}\` is a URL.`, {
    expected: 'the name of a file, or new URL() of a file',
    received,
    hint: 'fetch what lies elsewhere, and write it to a file first.',
  });
