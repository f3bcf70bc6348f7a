import { random } from '@org/core';

/** Numbers from 0 to 1 (mulberry32), from a seed that is by default drawn from that of the program when the first is asked for. */
export function makeSeed(seed: number | null = null): () => number {
  let started: number | null = seed;
  return () => {
    const state = ((started ?? random.makeDefaultSeed()) + 0x6d2b79f5) | 0;
    started = state;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
