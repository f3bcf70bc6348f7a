/** Dicts of arrays and lists that Python has pickled, as the batches of CIFAR are. Nothing of a file is run. */
import { type NpyArray, numbersOf } from './npy.js';
import { asText, partsOf, unpickle, unreadable } from './pickle.js';

/**
 * A pickled dict: its arrays of numbers, and whatever else it holds, as lists, numbers and bytes.
 *
 * @throws ValueError for anything but a dict of these
 */
export function readPickledDict(bytes: Uint8Array): Map<string, unknown> {
  const { value } = unpickle(bytes, 0);
  if (!(value instanceof Map)) throw unreadable('no dict');
  return new Map([...value].map(([key, each]) => [asText(key), arrayIn(each) ?? each]));
}

/** An array of numbers; null for what is no array. */
function arrayIn(value: unknown): Omit<NpyArray, 'end'> | null {
  const parts = partsOf(value);
  if (!parts) return null;
  const { shape, type, isColumnMajor, content } = parts;
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isShape || isColumnMajor || !(content instanceof Uint8Array)) throw unreadable('an array in another layout');
  return { shape, values: numbersOf(asText(type), shape, content) };
}
