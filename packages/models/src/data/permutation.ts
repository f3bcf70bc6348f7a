import { random } from '@org/core';

/** The numbers from 0 to `size - 1`. A loop, since `from` takes twenty times as long, a part of each epoch that shows. */
export function inOrder(size: number): Int32Array {
  const order = new Int32Array(size);
  for (let i = 0; i < size; i++) order[i] = i;
  return order;
}

/** The same in random order (Fisher-Yates on random bits), within blocks of `block` numbers. Without a seed, `setRandomSeed` decides. */
export async function permutation(
  size: number,
  { seed = null, block = size }: { seed?: number | null; block?: number } = {},
): Promise<Int32Array> {
  const order = inOrder(size);
  if (size < 2) return order;
  const key = random.PRNGKey(seed ?? random.makeDefaultSeed());
  const bits = (await random.bits(key, [size]).data()) as Uint32Array;
  for (let i = size - 1; i > 0; i--) {
    const start = i - (i % block);
    const j = start + (bits[i]! % (i - start + 1));
    const last = order[i]!;
    order[i] = order[j]!;
    order[j] = last;
  }
  return order;
}
