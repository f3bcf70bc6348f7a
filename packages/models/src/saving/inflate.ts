import { Inflate, Unzlib } from 'fflate';

/** Compressed bytes expand to at most 1032 times their length, which is held at once. */
const PIECE = 16_384;

/**
 * Inflates piece by piece, and stops where there is more than `limit`: what a file says of its own sizes may be a lie.
 *
 * @param damaged makes the error for what is no such stream
 */
export function inflateBounded(
  bytes: Uint8Array,
  format: 'raw' | 'zlib',
  limit: number,
  damaged: (problem: string) => Error,
): Uint8Array {
  const result = new Uint8Array(limit);
  let length = 0;
  const stream = new { raw: Inflate, zlib: Unzlib }[format]((piece) => {
    if (length + piece.length > limit) throw new RangeError(`more than ${limit} bytes`);
    result.set(piece, length);
    length += piece.length;
  });
  try {
    for (let at = 0; at === 0 || at < bytes.length; at += PIECE) {
      stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    }
  } catch (error) {
    throw damaged((error as Error).message);
  }
  return result.subarray(0, length);
}
