/** Arithmetic modulo 2^64, on BigInts from 0 to 2^64 - 1. */
const BITS = 64;

export const wrap = (x: bigint): bigint => BigInt.asUintN(BITS, x);

export const rotateRight = (x: bigint, by: bigint): bigint => (x >> by) | wrap(x << (64n - by));

export const rotateLeft = (x: bigint, by: bigint): bigint => wrap(x << by) | (x >> (64n - by));

export const shiftMix = (x: bigint): bigint => x ^ (x >> 47n);

/** The eight bytes from `offset` on, the lowest first. */
export const fetch64 = (bytes: DataView, offset: number): bigint => bytes.getBigUint64(offset, true);

/** The four bytes from `offset` on, the lowest first. */
export const fetch32 = (bytes: DataView, offset: number): bigint => BigInt(bytes.getUint32(offset, true));

const encoder = /* @__PURE__ */ new TextEncoder();

/** A text's bytes in UTF-8, as hash functions take them. */
export function bytesOf(text: string): DataView {
  const bytes = encoder.encode(text);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
