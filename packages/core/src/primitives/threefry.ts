/**
 * Threefry-2x32 with 20 rounds: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
 * (SC 2011). In plain JavaScript; simd/threefry.ts has it in WebAssembly.
 */

/** What is xored with both words of a key for the third word that rounds add. */
export const PARITY = 0x1bd11bda;

/** By how many bits the rounds rotate, again and again. */
export const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
export const ROUNDS = 20;

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/**
 * Encrypts the counters (0, first), (0, first + 1), ... The rounds are written out, as a loop over them takes several times as
 * long.
 *
 * @param out takes both words of each counter's pair, or their exclusive or
 */
export function threefry(key0: number, key1: number, first: number, out: Uint32Array, kind: 'pairs' | 'joint'): void {
  // Signed, so that the compiler knows that 32 bits are enough.
  const k0 = key0 | 0;
  const k1 = key1 | 0;
  const k2 = k0 ^ k1 ^ PARITY;
  const start = (first + k1) | 0;
  const joint = kind === 'joint';
  const size = joint ? out.length : out.length >> 1;
  for (let i = 0; i < size; i++) {
    let a = k0;
    let b = (start + i) | 0;
    a = (a + b) | 0;
    b = rotate(b, 13) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 15) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 26) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 6) ^ a;
    a = (a + k1) | 0;
    b = (b + k2 + 1) | 0;
    a = (a + b) | 0;
    b = rotate(b, 17) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 29) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 16) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 24) ^ a;
    a = (a + k2) | 0;
    b = (b + k0 + 2) | 0;
    a = (a + b) | 0;
    b = rotate(b, 13) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 15) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 26) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 6) ^ a;
    a = (a + k0) | 0;
    b = (b + k1 + 3) | 0;
    a = (a + b) | 0;
    b = rotate(b, 17) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 29) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 16) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 24) ^ a;
    a = (a + k1) | 0;
    b = (b + k2 + 4) | 0;
    a = (a + b) | 0;
    b = rotate(b, 13) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 15) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 26) ^ a;
    a = (a + b) | 0;
    b = rotate(b, 6) ^ a;
    a = (a + k2) | 0;
    b = (b + k0 + 5) | 0;
    if (joint) {
      out[i] = a ^ b;
    } else {
      out[2 * i] = a;
      out[2 * i + 1] = b;
    }
  }
}
