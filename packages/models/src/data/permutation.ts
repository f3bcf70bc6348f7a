import { random } from '@org/core';

/** The numbers from 0 to `size - 1` in random order (Fisher-Yates on random bits). Without a seed, `setRandomSeed` decides. */
export async function permutation(size: number, seed: number | null = null): Promise<Int32Array> {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  if (size < 2) return order;
  const bits = await random.bits(random.PRNGKey(seed ?? random.makeDefaultSeed()), [size]).data();
  for (let i = size - 1; i > 0; i--) {
    const j = Number(bits[i]!) % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
