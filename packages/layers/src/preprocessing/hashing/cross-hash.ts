import { farmHash64 } from './farm-hash.js';
import { shiftMix, wrap } from './uint64.js';

// TensorFlow's `FingerprintCat64`, and the key that `tf.sparse.cross_hashed` begins with.
const FACTOR = 0xc6a4a7935bd1e995n;
const KEY = 0xdecafcaffen;

function join(a: bigint, b: bigint): bigint {
  const word = wrap((a ^ FACTOR ^ wrap(shiftMix(wrap(b * FACTOR)) * FACTOR)) * FACTOR);
  return shiftMix(wrap(shiftMix(word) * FACTOR));
}

/** Which of `bins` the combination of these values belongs to: TensorFlow's `cross_hashed`. Texts are hashed, whole numbers stand for themselves. */
export function hashCross(values: readonly (string | number | bigint)[], bins: number): number {
  const word = values.reduce<bigint>(
    (joined, value) => join(joined, typeof value === 'string' ? farmHash64(value) : wrap(BigInt(value))),
    KEY,
  );
  return Number(word % BigInt(bins));
}
