import { SeedGenerator, ValueError } from '@org/core';
import { type DatasetLike, Subset } from './dataset.js';
import { permutation } from './permutation.js';

/**
 * Random parts of a data set that do not overlap.
 *
 * @param lengths their sizes, which sum to that of the data set; or shares that sum to 1, of which what is left over goes to the first
 * @example
 * import { ops } from '@org/core';
 * import { TensorDataset } from '@org/lfxai';
 * const dataset = new TensorDataset(ops.zeros([100, 2]));
 * const [train, validation] = await randomSplit(dataset, [80, 20], { seed: 1 });
 */
export async function randomSplit(
  dataset: DatasetLike,
  lengths: readonly number[],
  { seed = null }: { seed?: number | null } = {},
): Promise<Subset[]> {
  const sizes = sizesOf(lengths, dataset.length);
  const order = await permutation(dataset.length, new SeedGenerator(seed));
  let start = 0;
  return sizes.map((length) => {
    start += length;
    return new Subset(dataset, order.slice(start - length, start));
  });
}

/** torch's `random_split`: shares are rounded down, and the parts get one more each, from the first on, until all are given out. */
function sizesOf(lengths: readonly number[], count: number): number[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const isShares = Math.abs(total - 1) < 1e-9 && lengths.every((share) => share >= 0 && share <= 1);
  const sizes = isShares ? lengths.map((share) => Math.floor(share * count)) : [...lengths];
  const left = isShares ? count - sizes.reduce((sum, size) => sum + size, 0) : 0;
  for (let i = 0; i < left; i++) sizes[i % sizes.length]! += 1;
  if (sizes.every((size) => Number.isInteger(size) && size >= 0) && (isShares || total === count)) return sizes;
  throw new ValueError('Sum of input lengths does not equal the length of the input dataset!', {
    expected: `whole numbers with the sum ${count}, or shares with the sum 1`,
    received: `${lengths.join(' + ')} = ${total}`,
  });
}
