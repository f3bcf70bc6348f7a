import { bytesOf, fetch32, fetch64, rotateRight as rotate, shiftMix, wrap } from './uint64.js';

// Primes between 2^63 and 2^64 (FarmHash, `farmhashna::Hash64`).
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const SEED = 81n;

/** FarmHash64 of a text's UTF-8 bytes, TensorFlow's `Fingerprint64`: equal on all machines, for ever. */
export function farmHash64(text: string): bigint {
  const bytes = bytesOf(text);
  const length = bytes.byteLength;
  if (length <= 16) return upTo16(bytes, length);
  if (length <= 32) return upTo32(bytes, length);
  return length <= 64 ? upTo64(bytes, length) : over64(bytes, length);
}

/** Which of `bins` a text belongs to: TensorFlow's `string_to_hash_bucket_fast`. */
export const hashBucketFast = (text: string, bins: number): number => Number(farmHash64(text) % BigInt(bins));

function mix(u: bigint, v: bigint, factor: bigint): bigint {
  const a = shiftMix(wrap((u ^ v) * factor));
  return wrap(shiftMix(wrap((v ^ a) * factor)) * factor);
}

const factorFor = (length: number): bigint => wrap(K2 + BigInt(length) * 2n);

function upTo16(bytes: DataView, length: number): bigint {
  const factor = factorFor(length);
  if (length >= 8) {
    const a = wrap(fetch64(bytes, 0) + K2);
    const b = fetch64(bytes, length - 8);
    return mix(wrap(rotate(b, 37n) * factor + a), wrap((rotate(a, 25n) + b) * factor), factor);
  }
  if (length >= 4) {
    return mix(BigInt(length) + (fetch32(bytes, 0) << 3n), fetch32(bytes, length - 4), factor);
  }
  if (length === 0) return K2;
  const [first, middle, last] = [0, length >> 1, length - 1].map((i) => BigInt(bytes.getUint8(i))) as ThreeWords;
  const y = first + (middle << 8n);
  const z = BigInt(length) + (last << 2n);
  return wrap(shiftMix(wrap(y * K2) ^ wrap(z * K0)) * K2);
}

type ThreeWords = [bigint, bigint, bigint];

/** What texts of 17 bytes and more begin with: both ends, mixed to two words, and the first of them. */
function ends(bytes: DataView, length: number, factorOfA: bigint): ThreeWords {
  const a = wrap(fetch64(bytes, 0) * factorOfA);
  const b = fetch64(bytes, 8);
  const c = wrap(fetch64(bytes, length - 8) * factorFor(length));
  const d = wrap(fetch64(bytes, length - 16) * K2);
  const left = wrap(rotate(wrap(a + b), 43n) + rotate(c, 30n) + d);
  return [left, wrap(a + rotate(wrap(b + K2), 18n) + c), a];
}

function upTo32(bytes: DataView, length: number): bigint {
  const [left, right] = ends(bytes, length, K1);
  return mix(left, right, factorFor(length));
}

function upTo64(bytes: DataView, length: number): bigint {
  const factor = factorFor(length);
  const [left, right, a] = ends(bytes, length, K2);
  const mixed = mix(left, right, factor);
  const e = wrap(fetch64(bytes, 16) * factor);
  const f = fetch64(bytes, 24);
  const g = wrap((left + fetch64(bytes, length - 32)) * factor);
  const h = wrap((mixed + fetch64(bytes, length - 24)) * factor);
  return mix(wrap(rotate(wrap(e + f), 43n) + rotate(g, 30n) + h), wrap(e + rotate(wrap(f + a), 18n) + g), factor);
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
function over64(bytes: DataView, length: number): bigint {
  let x = SEED;
  let y = wrap(SEED * K1 + 113n);
  let z = wrap(shiftMix(wrap(y * K2 + 113n)) * K2);
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
  return mix(wrap(mix(v[0], w[0], factor) + shiftMix(y) * K0 + z), wrap(mix(v[1], w[1], factor) + x), factor);
}
