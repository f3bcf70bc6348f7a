/** What a value is, for errors. */
import { isTensor } from '@org/core';
import { isPlainObject } from '@org/core/python';

/**
 * A value in a few words.
 *
 * @example
 * describe('minmax'); // "'minmax'"
 * describe([1, 2, 3]); // 'an array of 3'
 */
export function describe(value: unknown): string {
  if (isTensor(value)) return `a tensor of shape [${value.shape.join(', ')}], ${value.dtype}`;
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}...` : value}'`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return isClass(value) ? `the class ${value.name}` : 'a function';
  if (isPlainObject(value)) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty object' : `an object of ${keys.slice(0, 6).join(', ')}`;
  }
  if (typeof value === 'object' && value !== null) return `an instance of ${value.constructor?.name ?? 'Object'}`;
  return String(value);
}

const isClass = (fn: object): boolean => /^class\b/.test(Function.prototype.toString.call(fn));
