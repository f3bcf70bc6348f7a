/** Arrays in NumPy's .npy format, one after the other in a file. */
import type { DType, TypedArray } from '../dtype.js';
import { ValueError } from '../errors.js';
import type { Shape } from '../shape.js';

import { readObjects } from './pickle.js';

const MAGIC = '\x93NUMPY';

/** The types of elements: NumPy's letter with the size, ours, and the array that holds them. */
const types: readonly (readonly [
  descr: string,
  dtype: DType,
  array: { new (buffer: ArrayBuffer): TypedArray; readonly BYTES_PER_ELEMENT: number },
])[] = [
  ['f4', 'float32', Float32Array],
  ['f8', 'float64', Float64Array],
  ['i1', 'int8', Int8Array],
  ['i2', 'int16', Int16Array],
  ['i4', 'int32', Int32Array],
  ['i8', 'int64', BigInt64Array],
  ['u1', 'uint8', Uint8Array],
  ['u2', 'uint16', Uint16Array],
  ['u4', 'uint32', Uint32Array],
  ['u8', 'uint64', BigUint64Array],
];

/** An element of an array of Python objects. */
export type NpyObject = string | boolean | number | null | readonly NpyObject[];

/** What a .npy file holds: an array, or, of shape [], a number, a text or a boolean. */
export interface NpyArray {
  readonly shape: Shape;
  /** In row-major order. */
  readonly values: TypedArray | readonly NpyObject[];
  /** Where the next one begins. */
  readonly end: number;
}

/** An array to write: its elements in row-major order. */
export interface NpyContent {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: TypedArray | readonly string[];
}

/** The bytes that `np.save` writes for an array. @throws ValueError for a dtype that NumPy does not have */
export function writeNpy({ shape, dtype, values }: NpyContent): Uint8Array {
  if (dtype === 'string') {
    const texts = values as readonly string[];
    return withHeader(`<U${Math.max(1, ...texts.map((each) => Array.from(each).length))}`, shape, unicode(texts));
  }
  if (dtype === 'bool') return withHeader('|b1', shape, Uint8Array.from(values as Uint8Array));
  const type = types.find(([, each]) => each === dtype);
  if (!type) throw new ValueError(`Arrays of ${dtype} are not saved.`, { hint: "x.cast('float32')" });
  const [descr, , array] = type;
  return withHeader(`${array.BYTES_PER_ELEMENT === 1 ? '|' : '<'}${descr}`, shape, bytesOf(values as TypedArray));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

/** Texts as UTF-32, filled up with zeros. */
function unicode(texts: readonly string[]): Uint8Array {
  const points = texts.map((each) => Array.from(each, (character) => character.codePointAt(0)!));
  const width = Math.max(1, ...points.map(({ length }) => length));
  const words = new Uint32Array(texts.length * width);
  for (const [i, each] of points.entries()) words.set(each, i * width);
  return bytesOf(words);
}

function withHeader(descr: string, shape: Shape, content: Uint8Array): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = dict + ' '.repeat((64 - ((10 + dict.length + 1) % 64)) % 64);
  const header = Uint8Array.from(`${MAGIC}\x01\x00\x00\x00${padded}\n`, (character) => character.charCodeAt(0));
  new DataView(header.buffer).setUint16(8, padded.length + 1, true);
  const bytes = new Uint8Array(header.length + content.length);
  bytes.set(header);
  bytes.set(content, header.length);
  return bytes;
}

/**
 * The array that begins at `start`.
 *
 * @throws ValueError for anything else, and for elements that are neither numbers, texts, booleans nor None
 */
export function readNpy(bytes: Uint8Array, start = 0): NpyArray {
  const { descr, isColumnMajor, shape, begin } = readHeader(bytes, start);
  const size = shape.reduce((product, each) => product * each, 1);
  const isTurned = isColumnMajor && shape.length > 1;
  if (/^\|?O/.test(descr)) {
    const { values, end } = readObjects(bytes, begin);
    if (isTurned) throw broken('objects in column-major order');
    if (values.length !== size) throw broken(`${values.length} objects in an array of ${size}`);
    return { shape, values: values as NpyObject[], end };
  }
  const [, order, letter, width] = /^([<>|=])([a-zA-Z])(\d+)$/.exec(descr) ?? [];
  if (order === '>' || letter === undefined) throw broken(`elements of type ${descr}`);
  const code = `${letter}${width}`;
  const elementSize = letter === 'U' ? 4 * Number(width) : Number(width);
  const end = begin + size * elementSize;
  if (end > bytes.length) throw broken(TOO_EARLY);
  const content = copied(bytes.subarray(begin, end));
  const turned = <T extends { [i: number]: unknown; readonly length: number }>(values: T): T =>
    isTurned ? inRowMajorOrder(values, shape) : values;
  if (letter === 'U') return { shape, values: turned(textsOf(new Uint32Array(content), size, Number(width))), end };
  if (code === 'b1') return { shape, values: turned(Array.from(new Uint8Array(content), Boolean)), end };
  const type = types.find(([each]) => each === code);
  if (!type) throw broken(`elements of type ${descr}`);
  return { shape, values: turned(new type[2](content)), end };
}

const TOO_EARLY = 'a file that ends too early';
const broken = (received: string): ValueError =>
  new ValueError('The file cannot be read as NumPy arrays.', { expected: 'arrays as np.save writes them', received });

function readHeader(bytes: Uint8Array, start: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const latin = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (latin(start, start + 6) !== MAGIC) throw broken('other bytes');
  if (start + 12 > bytes.length) throw broken(TOO_EARLY);
  const isShort = bytes[start + 6] === 1;
  const length = isShort ? view.getUint16(start + 8, true) : view.getUint32(start + 8, true);
  const from = start + (isShort ? 10 : 12);
  if (from + length > bytes.length) throw broken(TOO_EARLY);
  const text = latin(from, from + length);
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || shape === undefined) throw broken('a header without a type or a shape');
  const sizes = shape
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(Number);
  if (!sizes.every((each) => Number.isSafeInteger(each) && each >= 0)) throw broken(`shape (${shape})`);
  return { descr, shape: sizes, isColumnMajor: /'fortran_order':\s*True/.test(text), begin: from + length };
}

/** Elements that lie with the first axis fastest, moved to where the last one is. */
function inRowMajorOrder<T extends { [i: number]: unknown; readonly length: number }>(values: T, shape: Shape): T {
  const moved = (values as unknown as { slice(): T }).slice();
  const index = shape.map(() => 0);
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  for (let to = 0, from = 0; to < values.length; to++) {
    moved[to] = values[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return moved;
}

/** Memory that holds these bytes alone. A Buffer's own `slice` would be a view of the pool that it lies in. */
const copied = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** The array of numbers of a type, as 'u1', that lies in bytes. */
export function numbersOf(type: string, shape: Shape, bytes: Uint8Array): TypedArray {
  const array = types.find(([each]) => each === type)?.[2];
  const size = shape.reduce((product, each) => product * each, 1);
  if (!array || bytes.length !== size * array.BYTES_PER_ELEMENT)
    throw broken(`${bytes.length} bytes for elements of type ${type}, shape (${shape.join(', ')})`);
  return new array(copied(bytes));
}

function textsOf(words: Uint32Array, size: number, width: number): string[] {
  return Array.from({ length: size }, (_, i) => {
    const points = words.subarray(i * width, (i + 1) * width);
    const end = points.indexOf(0);
    return String.fromCodePoint(...(end < 0 ? points : points.subarray(0, end)));
  });
}
