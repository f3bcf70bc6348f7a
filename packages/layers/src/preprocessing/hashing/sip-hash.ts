import { bytesOf, fetch64, rotateLeft, wrap } from './uint64.js';

/** A key of 128 bits, its lower half first. */
export type HashKey = readonly [bigint, bigint];

/** SipHash-2-4 of a text's UTF-8 bytes (Aumasson and Bernstein, 2012). */
export function sipHash64(text: string, [k0, k1]: HashKey): bigint {
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;

  const round = (): void => {
    v0 = wrap(v0 + v1);
    v2 = wrap(v2 + v3);
    v1 = rotateLeft(v1, 13n) ^ v0;
    v3 = rotateLeft(v3, 16n) ^ v2;
    v0 = rotateLeft(v0, 32n);
    v2 = wrap(v2 + v1);
    v0 = wrap(v0 + v3);
    v1 = rotateLeft(v1, 17n) ^ v2;
    v3 = rotateLeft(v3, 21n) ^ v0;
    v2 = rotateLeft(v2, 32n);
  };
  const absorb = (word: bigint): void => {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  };

  const bytes = bytesOf(text);
  const length = bytes.byteLength;
  const whole = length - (length % 8);
  for (let at = 0; at < whole; at += 8) absorb(fetch64(bytes, at));
  // The last word holds what is left, and the length in its highest byte.
  let last = BigInt(length & 0xff) << 56n;
  for (let i = whole; i < length; i += 1) last |= BigInt(bytes.getUint8(i)) << BigInt(8 * (i - whole));
  absorb(last);

  v2 ^= 0xffn;
  for (let i = 0; i < 4; i += 1) round();
  return v0 ^ v1 ^ v2 ^ v3;
}

/** Which of `bins` a text belongs to under a key: TensorFlow's `string_to_hash_bucket_strong`. */
export const hashBucketStrong = (text: string, bins: number, key: HashKey): number =>
  Number(sipHash64(text, key) % BigInt(bins));
