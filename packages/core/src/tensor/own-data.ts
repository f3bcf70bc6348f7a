import { isPlainObject } from '../python/python-call.js';
import { arrayDType, copyOf, isTypedArray } from './tensor.js';

/** The same with arrays, lists and objects of its own, for who keeps what a caller may go on writing to; other things are shared. */
export function ownData<T>(value: T): T {
  if (isTypedArray(value)) return copyOf(value, arrayDType(value)) as T;
  if (Array.isArray(value)) return value.map(ownData) as T;
  if (isPlainObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, ownData(each)])) as T;
  return value;
}
