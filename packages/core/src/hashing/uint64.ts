/**
 * Arithmetic modulo 2^64. Hash functions are written over it once: on BigInts they hash texts, on values of an ONNX graph whole numbers
 * that only a run knows.
 */
export interface Uint64<Word> {
  constant(value: bigint): Word;
  add(...terms: readonly Word[]): Word;
  mul(x: Word, y: Word): Word;
  xor(...terms: readonly Word[]): Word;
  shiftRight(x: Word, by: bigint): Word;
  rotateRight(x: Word, by: bigint): Word;
}

export const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);

export const bigints: Uint64<bigint> = {
  constant: (value) => value,
  add: (...terms) => wrap(terms.reduce((x, y) => x + y)),
  mul: (x, y) => wrap(x * y),
  xor: (...terms) => terms.reduce((x, y) => x ^ y),
  shiftRight: (x, by) => x >> by,
  rotateRight: (x, by) => (x >> by) | wrap(x << (64n - by)),
};

export const shiftMix = <Word>(words: Uint64<Word>, x: Word): Word => words.xor(x, words.shiftRight(x, 47n));

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
