import { bigints, bytesOf, fetch32, fetch64, shiftMix, type Uint64, wrap } from './uint64.js';

// Primes between 2^63 and 2^64 (FarmHash, `farmhashna::Hash64`).
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const SEED = 81n;

const { rotateRight: rotate } = bigints;

/** FarmHash64 of a text's UTF-8 bytes, TensorFlow's `Fingerprint64`: equal on all machines, for ever. */
export function farmHash64(text: string): bigint {
  const bytes = bytesOf(text);
  const length = bytes.byteLength;
  const size = BigInt(length);
  if (length === 0) return K2;
  if (length < 4) {
    const [first, middle, last] = [0, length >> 1, length - 1].map((i) => BigInt(bytes.getUint8(i)));
    return hash1To3(bigints, [first!, middle!, last!], size);
  }
  if (length < 8) return hash4To7(bigints, fetch32(bytes, 0), fetch32(bytes, length - 4), size);
  const [head, tail] = [fetch64(bytes, 0), fetch64(bytes, length - 8)];
  if (length <= 16) return hash8To16(bigints, head, tail, size);
  const ends: Ends<bigint> = [head, fetch64(bytes, 8), tail, fetch64(bytes, length - 16)];
  if (length <= 32) return hash17To32(bigints, ends, size);
  return length <= 64 ? upTo64(bytes, ends, size) : over64(bytes);
}

/** Which of `bins` a text belongs to: TensorFlow's `string_to_hash_bucket_fast`. */
export const hashBucketFast = (text: string, bins: number): number => Number(farmHash64(text) % BigInt(bins));

function mix<Word>(words: Uint64<Word>, u: Word, v: Word, factor: Word): Word {
  const a = shiftMix(words, words.mul(words.xor(u, v), factor));
  return words.mul(shiftMix(words, words.mul(words.xor(v, a), factor)), factor);
}

const factorFor = <Word>(words: Uint64<Word>, length: Word): Word => words.add(words.constant(K2), length, length);

/** One to three bytes: the first, the one in the middle, and the last. */
export function hash1To3<Word>(words: Uint64<Word>, [first, middle, last]: [Word, Word, Word], length: Word): Word {
  const { add, mul, constant } = words;
  const y = add(first, mul(middle, constant(256n)));
  const z = add(length, mul(last, constant(4n)));
  return mul(shiftMix(words, words.xor(mul(y, constant(K2)), mul(z, constant(K0)))), constant(K2));
}

/** Four to seven bytes: the first four, and the last four. */
export function hash4To7<Word>(words: Uint64<Word>, head: Word, tail: Word, length: Word): Word {
  return mix(words, words.add(length, words.mul(head, words.constant(8n))), tail, factorFor(words, length));
}

/** Eight to sixteen bytes: the first eight, and the last eight. */
export function hash8To16<Word>(words: Uint64<Word>, head: Word, tail: Word, length: Word): Word {
  const { add, mul, rotateRight } = words;
  const factor = factorFor(words, length);
  const a = add(head, words.constant(K2));
  const c = add(mul(rotateRight(tail, 37n), factor), a);
  return mix(words, c, mul(add(rotateRight(a, 25n), tail), factor), factor);
}

/** Eight bytes each: the first, the second, the last, and those before them. */
export type Ends<Word> = [Word, Word, Word, Word];

/** What longer texts begin with: their ends, mixed to two words, and the first of them. */
function mixEnds<Word>(words: Uint64<Word>, ends: Ends<Word>, length: Word, factorOfFirst: bigint): [Word, Word, Word] {
  const { add, mul, rotateRight, constant } = words;
  const a = mul(ends[0], constant(factorOfFirst));
  const c = mul(ends[2], factorFor(words, length));
  const d = mul(ends[3], constant(K2));
  const left = add(rotateRight(add(a, ends[1]), 43n), rotateRight(c, 30n), d);
  return [left, add(a, rotateRight(add(ends[1], constant(K2)), 18n), c), a];
}

/** 17 to 32 bytes, by their ends. */
export function hash17To32<Word>(words: Uint64<Word>, ends: Ends<Word>, length: Word): Word {
  const [left, right] = mixEnds(words, ends, length, K1);
  return mix(words, left, right, factorFor(words, length));
}

const mixed = (u: bigint, v: bigint, factor: bigint): bigint => mix(bigints, u, v, factor);

function upTo64(bytes: DataView, ends: Ends<bigint>, size: bigint): bigint {
  const length = bytes.byteLength;
  const factor = factorFor(bigints, size);
  const [left, right, a] = mixEnds(bigints, ends, size, K2);
  const e = wrap(fetch64(bytes, 16) * factor);
  const f = fetch64(bytes, 24);
  const g = wrap((left + fetch64(bytes, length - 32)) * factor);
  const h = wrap((mixed(left, right, factor) + fetch64(bytes, length - 24)) * factor);
  return mixed(wrap(rotate(wrap(e + f), 43n) + rotate(g, 30n) + h), wrap(e + rotate(wrap(f + a), 18n) + g), factor);
}

type Pair = readonly [bigint, bigint];

function weakHash32(bytes: DataView, at: number, seedA: bigint, seedB: bigint): Pair {
  const [w, x, y, z] = [0, 8, 16, 24].map((i) => fetch64(bytes, at + i)) as [bigint, bigint, bigint, bigint];
  const a = wrap(seedA + w);
  const b = rotate(wrap(seedB + a + z), 21n);
  const sum = wrap(a + x + y);
  return [wrap(sum + z), wrap(b + rotate(sum, 44n) + a)];
}

/** 56 bytes of state, stirred with 64 bytes of the text at a time; the last 64 may overlap those before. */
function over64(bytes: DataView): bigint {
  const length = bytes.byteLength;
  let x = SEED;
  let y = wrap(SEED * K1 + 113n);
  let z = wrap(shiftMix(bigints, wrap(y * K2 + 113n)) * K2);
  let v: Pair = [0n, 0n];
  let w: Pair = [0n, 0n];
  x = wrap(x * K2 + fetch64(bytes, 0));

  const stir = (at: number, factor: bigint, weight: bigint): void => {
    x = wrap(rotate(wrap(x + y + v[0] + fetch64(bytes, at + 8)), 37n) * factor);
    y = wrap(rotate(wrap(y + v[1] + fetch64(bytes, at + 48)), 42n) * factor);
    x ^= wrap(w[1] * weight);
    y = wrap(y + v[0] * weight + fetch64(bytes, at + 40));
    z = wrap(rotate(wrap(z + w[0]), 33n) * factor);
    v = weakHash32(bytes, at, wrap(v[1] * factor), wrap(x + w[0]));
    w = weakHash32(bytes, at + 32, wrap(z + w[1]), wrap(y + fetch64(bytes, at + 16)));
    [z, x] = [x, z];
  };

  const end = Math.floor((length - 1) / 64) * 64;
  for (let at = 0; at < end; at += 64) stir(at, K1, 1n);

  const factor = wrap(K1 + ((z & 0xffn) << 1n));
  const carried = wrap(w[0] + BigInt((length - 1) & 63));
  v = [wrap(v[0] + carried), v[1]];
  w = [wrap(carried + v[0]), w[1]];
  stir(length - 64, factor, 9n);
  return mixed(
    wrap(mixed(v[0], w[0], factor) + shiftMix(bigints, y) * K0 + z),
    wrap(mixed(v[1], w[1], factor) + x),
    factor,
  );
}
