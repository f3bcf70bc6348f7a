/**
 * Batches of CIFAR-10 in the version for Python: a pickled dict with an array of bytes and a list of labels. Nothing of a file is run;
 * what it asks for other than an array of bytes is refused.
 */
import { ValueError } from '@org/core';
import { type ByteString, readPickle } from '../torch-files/pickle-reader.js';

/** Numbers of a photograph: three channels of 32 by 32 bytes. */
const PIXELS = 3 * 32 * 32;

/** An array of numpy, as far as the file has said what it is. */
class PickledArray {
  shape: readonly number[] = [];
  bytes: ByteString = new Uint8Array(0);
}

/** A dtype of numpy: its name. */
class PickledType {
  constructor(readonly name: string) {}
}

const textOf = (value: unknown): string =>
  value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : String(value);

/** Python 3 writes bytes for protocol 2 as a text in Latin-1. */
const encoded = (text: unknown): ByteString => Uint8Array.from(String(text), (letter) => letter.charCodeAt(0));

const refused = (received: string): ValueError =>
  new ValueError('The file is no batch of CIFAR-10 in its version for Python.', {
    expected: `a dict with data, bytes [N, ${PIXELS}], and labels`,
    received,
  });

const GLOBALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['numpy.core.multiarray', 'numpy._core.multiarray'].map((module): [string, unknown] => [
    `${module} _reconstruct`,
    () => new PickledArray(),
  ]),
  ['numpy ndarray', 'ndarray'],
  ['numpy dtype', (name: unknown) => new PickledType(textOf(name))],
  ['_codecs encode', encoded],
]);

/** `ndarray.__setstate__`: version, shape, dtype, whether columns come first, bytes. */
function build(value: unknown, state: unknown): void {
  if (!(value instanceof PickledArray)) return;
  const [, shape, type, columnsFirst, bytes] = Array.isArray(state) ? state : [];
  const isBytes = type instanceof PickledType && type.name === 'u1' && bytes instanceof Uint8Array;
  if (!isBytes || columnsFirst !== false || !Array.isArray(shape)) throw refused('an array of another kind');
  value.shape = shape as number[];
  value.bytes = bytes;
}

/** The records of the binary version: a label and a photograph one after the other. @throws ValueError for other files */
export function recordsOfPickle(file: Uint8Array): Uint8Array {
  const batch = readPickle(file, { globals: GLOBALS, build });
  if (!(batch instanceof Map)) throw refused('no dict');
  const entries = new Map([...batch].map(([key, value]) => [textOf(key), value as unknown]));
  const [data, labels] = [entries.get('data'), entries.get('labels')];
  const fits =
    data instanceof PickledArray &&
    Array.isArray(labels) &&
    String(data.shape) === `${labels.length},${PIXELS}` &&
    data.bytes.length === labels.length * PIXELS;
  if (!fits) throw refused(`a dict with ${[...entries.keys()].join(', ')}`);
  const records = new Uint8Array(labels.length * (1 + PIXELS));
  for (const [i, label] of labels.entries()) {
    records[i * (1 + PIXELS)] = Number(label);
    records.set(data.bytes.subarray(i * PIXELS, (i + 1) * PIXELS), i * (1 + PIXELS) + 1);
  }
  return records;
}
