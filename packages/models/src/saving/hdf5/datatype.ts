/** Types of elements in HDF5 files, and the dtypes that Keras stores as them. HDF5 File Format Specification 3.0, IV.A.2.d. */
import type { DType } from '@org/core/basics';
import { isDType } from '@org/core/basics';
import type { Cursor } from './source.js';

const Kind = { INTEGER: 0, FLOAT: 1, OPAQUE: 5, ENUMERATION: 8 } as const;
const KIND_NAMES = [
  'integer',
  'float',
  'time',
  'string',
  'bit field',
  'opaque',
  'compound',
  'reference',
  'enumeration',
  'variable-length',
  'array',
];

export interface ElementType {
  /** Null for a type that Keras does not use. */
  readonly dtype: DType | null;
  /** Bytes of an element in the file. */
  readonly size: number;
  readonly bigEndian: boolean;
  /** What messages call it. */
  readonly description: string;
}

/** Bit offset, precision, exponent at, exponent size, mantissa at, mantissa size, exponent bias; by the size of an element. */
const FLOATS: Readonly<Record<number, { dtype: DType; layout: readonly number[] }>> = {
  2: { dtype: 'float16', layout: [0, 16, 10, 5, 0, 10, 15] },
  4: { dtype: 'float32', layout: [0, 32, 23, 8, 0, 23, 127] },
  8: { dtype: 'float64', layout: [0, 64, 52, 11, 0, 52, 1023] },
};
/** The leading bit of a mantissa is implied. */
const IMPLIED = 2;

/** Reads the type that a message describes. */
export function readDatatype(message: Cursor): ElementType {
  const kind = message.u8() & 0x0f;
  const bits = message.u8() | (message.u8() << 8) | (message.u8() << 16);
  const size = message.u32();
  const description = `${KIND_NAMES[kind] ?? 'unknown'} of ${size} bytes`;
  const numeric = kind === Kind.INTEGER || kind === Kind.FLOAT;
  return { dtype: dtypeOf(message, kind, bits, size), size, bigEndian: numeric && (bits & 1) === 1, description };
}

function dtypeOf(message: Cursor, kind: number, bits: number, size: number): DType | null {
  switch (kind) {
    case Kind.INTEGER: {
      const name = `${bits & 0x08 ? '' : 'u'}int${size * 8}`;
      return message.u16() === 0 && message.u16() === size * 8 && isDType(name) ? name : null;
    }
    case Kind.FLOAT: {
      const known = FLOATS[size];
      const [offset, precision] = [message.u16(), message.u16()];
      const layout = [offset, precision, message.u8(), message.u8(), message.u8(), message.u8(), message.u32()];
      const isIeee = known?.layout.every((value, i) => value === layout[i]);
      // Byte order VAX has a bit of its own.
      const isPlain = !(bits & 0x40) && ((bits >> 4) & 3) === IMPLIED && ((bits >> 8) & 0xff) === size * 8 - 1;
      return known && isIeee && isPlain ? known.dtype : null;
    }
    case Kind.OPAQUE: // Keras writes no other opaque elements.
      return size === 2 ? 'bfloat16' : null;
    case Kind.ENUMERATION:
      return size === 1 && (bits & 0xffff) === 2 && namesTruth(message) ? 'bool' : null;
    default:
      return null;
  }
}

/** Whether the members of an enumeration of bytes are FALSE for 0 and TRUE for 1. */
function namesTruth(message: Cursor): boolean {
  const base = readDatatype(message);
  if (base.dtype !== 'int8' && base.dtype !== 'uint8') return false;
  const text = Array.from(message.bytes(message.left), (byte) =>
    byte < 2 ? String(byte) : String.fromCharCode(byte),
  ).join('');
  // Names end with a zero, and are padded to 8 bytes up to version 2 of the message. The values follow.
  return text.startsWith('FALSE000TRUE000001') || text.startsWith('FALSE0TRUE001');
}
