import { ops, random, type SeedGenerator } from '@org/core';

/** The numbers from 0 to `count`, shuffled. */
export async function permutation(count: number, seed: SeedGenerator): Promise<number[]> {
  return Array.from((await random.shuffle(ops.arange(count), { seed }).data()) as Int32Array);
}

/** `count` numbers from 0 to `below`, each drawn by itself. */
export async function draws(count: number, below: number, seed: SeedGenerator): Promise<number[]> {
  return Array.from((await random.randint([count], 0, below, { seed }).data()) as Int32Array);
}
