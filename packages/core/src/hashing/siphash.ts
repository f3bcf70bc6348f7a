import { bigints, bytesOf, fetch64, type Uint64 } from './uint64.js';

/** A key of 128 bits, its lower half first. */
export type HashKey = readonly [bigint, bigint];

/** SipHash-2-4 of a text's UTF-8 bytes (Aumasson and Bernstein, 2012), TensorFlow's `StrongKeyedHash`. */
export function sipHash64(text: string, key: HashKey): bigint {
  const bytes = bytesOf(text);
  const length = bytes.byteLength;
  let state = sipStart(bigints, key);
  const whole = length - (length % 8);
  for (let at = 0; at < whole; at += 8) state = sipAbsorb(bigints, state, fetch64(bytes, at));
  let last = 0n;
  for (let i = whole; i < length; i += 1) last |= BigInt(bytes.getUint8(i)) << BigInt(8 * (i - whole));
  return sipFinish(bigints, state, last, BigInt(length));
}

/** Which of `bins` a text belongs to under a key: TensorFlow's `string_to_hash_bucket_strong`. */
export const hashBucketStrong = (text: string, bins: number, key: HashKey): number =>
  Number(sipHash64(text, key) % BigInt(bins));

export type SipState<Word> = readonly [Word, Word, Word, Word];

export const sipStart = <Word>({ constant }: Uint64<Word>, [k0, k1]: HashKey): SipState<Word> => [
  constant(k0 ^ 0x736f6d6570736575n),
  constant(k1 ^ 0x646f72616e646f6dn),
  constant(k0 ^ 0x6c7967656e657261n),
  constant(k1 ^ 0x7465646279746573n),
];

function rounds<Word>(words: Uint64<Word>, [a, b, c, d]: SipState<Word>, count: number): SipState<Word> {
  const { add, xor } = words;
  const rotateLeft = (x: Word, by: bigint): Word => words.rotateRight(x, 64n - by);
  let [v0, v1, v2, v3] = [a, b, c, d];
  for (let i = 0; i < count; i += 1) {
    v0 = add(v0, v1);
    v2 = add(v2, v3);
    v1 = xor(rotateLeft(v1, 13n), v0);
    v3 = xor(rotateLeft(v3, 16n), v2);
    v0 = rotateLeft(v0, 32n);
    v2 = add(v2, v1);
    v0 = add(v0, v3);
    v1 = xor(rotateLeft(v1, 17n), v2);
    v3 = xor(rotateLeft(v3, 21n), v0);
    v2 = rotateLeft(v2, 32n);
  }
  return [v0, v1, v2, v3];
}

/** Takes in eight bytes. */
export function sipAbsorb<Word>(words: Uint64<Word>, [v0, v1, v2, v3]: SipState<Word>, word: Word): SipState<Word> {
  const [a, b, c, d] = rounds(words, [v0, v1, v2, words.xor(v3, word)], 2);
  return [words.xor(a, word), b, c, d];
}

/** The hash, from what is left behind the last eight bytes, and the number of all. */
export function sipFinish<Word>(words: Uint64<Word>, state: SipState<Word>, rest: Word, length: Word): Word {
  const counted = words.add(rest, words.mul(length, words.constant(2n ** 56n)));
  const [v0, v1, v2, v3] = sipAbsorb(words, state, counted);
  return words.xor(...rounds(words, [v0, v1, words.xor(v2, words.constant(0xffn)), v3], 4));
}
