/**
 * Three of Keras's dtypes have no counterpart in h5wasm, which writes whole numbers, float32 and float64 only: h5py stores
 * float16 as a 2-byte float, bfloat16 as 2 opaque bytes, and bool as an enumeration. We let h5wasm write such elements as a
 * compound of the right size, whose description is longer than any of the three, and put the real description over it.
 *
 * Layouts: HDF5 File Format Specification 3.0, IV.A.1.a (object header, version 1) and IV.A.2.d (datatype message).
 */
import type { DType } from '@org/core/basics';

const DATATYPE = 0x0003;
const CONTINUATION = 0x0010;
const MAX_CHUNKS = 64;

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const ascii = (text: string): string => Array.from(text, (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');

/** Class and version, class bits, size, then what the class asks for; all little-endian. */
const DESCRIPTIONS: Partial<Record<DType, Uint8Array>> = {
  // A float: sign bit 15; offset 0, precision 16; exponent at 10, 5 bits; mantissa at 0, 10 bits; bias 15.
  float16: bytes(`11200f0002000000${'00001000'}${'0a05000a'}${'0f000000'}`),
  // Opaque, without a tag; h5py shows it as `|V2`, which Keras reads as bfloat16 when the attribute `dtype` says so.
  bfloat16: bytes('1500000002000000'),
  // An enumeration of two names over int8.
  bool: bytes(`1802000001000000${'100800000100000000000800'}${ascii('FALSE\0\0\0')}${ascii('TRUE\0\0\0\0')}${'0001'}`),
};

/** True for a dtype that h5wasm can't write. */
export const needsDescription = (dtype: DType): boolean => dtype in DESCRIPTIONS;

/** The body of the datatype message of the object whose header is at `address`; null if there is none that we can find. */
function findDatatype(file: Uint8Array, address: number): Uint8Array | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    if (view.getUint8(address) !== 1) return null;
    const chunks: [start: number, size: number][] = [[address + 16, view.getUint32(address + 8, true)]];
    for (
      let chunk = chunks.shift(), seen = 0;
      chunk !== undefined && seen < MAX_CHUNKS;
      chunk = chunks.shift(), seen++
    ) {
      const [start, size] = chunk;
      for (let at = start; at < start + size; ) {
        const type = view.getUint16(at, true);
        const length = view.getUint16(at + 2, true);
        const body = at + 8;
        if (type === DATATYPE) return body + length <= file.length ? file.subarray(body, body + length) : null;
        if (type === CONTINUATION) {
          chunks.push([Number(view.getBigUint64(body, true)), Number(view.getBigUint64(body + 8, true))]);
        }
        at = body + length;
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // The header points outside the file.
  }
  return null;
}

/** Makes the data set at `address` one of `dtype`. False if its header isn't as expected. */
export function describeAs(file: Uint8Array, address: number, dtype: DType): boolean {
  const description = DESCRIPTIONS[dtype];
  const message = findDatatype(file, address);
  if (!description || !message || message.length < description.length) return false;
  message.fill(0);
  message.set(description);
  return true;
}
