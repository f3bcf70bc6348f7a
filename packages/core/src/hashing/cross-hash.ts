import { farmHash64 } from './farmhash.js';
import { bigints, shiftMix, type Uint64, wrap } from './uint64.js';

// TensorFlow's `FingerprintCat64`, and the key that `tf.sparse.cross_hashed` begins with.
const FACTOR = 0xc6a4a7935bd1e995n;
const KEY = 0xdecafcaffen;

/** The hash of several words in their order. */
export function crossWords<Word>(words: Uint64<Word>, all: readonly Word[]): Word {
  const { mul, xor } = words;
  const factor = words.constant(FACTOR);
  const join = (a: Word, b: Word): Word => {
    const joined = mul(xor(a, factor, mul(shiftMix(words, mul(b, factor)), factor)), factor);
    return shiftMix(words, mul(shiftMix(words, joined), factor));
  };
  return all.reduce(join, words.constant(KEY));
}

/** Which of `bins` the combination of these values belongs to: TensorFlow's `cross_hashed`. Texts are hashed, whole numbers stand for themselves. */
export function hashCross(values: readonly (string | number | bigint)[], bins: number): number {
  const words = values.map((value) => (typeof value === 'string' ? farmHash64(value) : wrap(BigInt(value))));
  return Number(crossWords(bigints, words) % BigInt(bins));
}
