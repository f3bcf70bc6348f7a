/** Snappy's compressed form, of which blocks of a table may be. */
import { ValueError } from '../errors.js';

/** What a block holds at most: TensorFlow's are of 256 KB. */
const MOST_BYTES = 2 ** 26;

/** The bytes that were compressed. @throws ValueError for bytes that are no such form */
export function uncompress(bytes: Uint8Array): Uint8Array {
  let at = 0;
  const next = (): number => {
    if (at >= bytes.length) throw damaged();
    return bytes[at++]!;
  };
  const little = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value += next() * 2 ** (8 * i);
    return value;
  };
  let size = 0;
  for (let shift = 0, byte = 128; byte >= 128; shift += 7) {
    byte = next();
    size += (byte & 127) * 2 ** shift;
    if (size > MOST_BYTES) throw damaged();
  }
  const result = new Uint8Array(size);
  let written = 0;
  while (at < bytes.length) {
    const tag = next();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >>> 2;
      const length = 1 + (short < 60 ? short : little(short - 59));
      if (at + length > bytes.length || written + length > size) throw damaged();
      result.set(bytes.subarray(at, at + length), written);
      at += length;
      written += length;
      continue;
    }
    const length = kind === 1 ? 4 + ((tag >>> 2) & 7) : 1 + (tag >>> 2);
    const distance = kind === 1 ? ((tag >>> 5) << 8) + next() : little(kind === 2 ? 2 : 4);
    if (distance === 0 || distance > written || written + length > size) throw damaged();
    // What is copied may reach into what is being written.
    for (let i = 0; i < length; i++, written++) result[written] = result[written - distance]!;
  }
  if (written !== size) throw damaged();
  return result;
}

const damaged = (): ValueError => new ValueError('A compressed block is damaged.');
