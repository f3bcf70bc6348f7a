import { SeedGenerator, ValueError } from '@org/core';
import { type DatasetLike, Subset } from './dataset.js';
import { permutation } from './permutation.js';

/**
 * Random parts of a data set that do not overlap.
 *
 * @param lengths their sizes, which sum to that of the data set
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
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== dataset.length) {
    throw new ValueError('Sum of input lengths does not equal the length of the input dataset!', {
      expected: `${dataset.length}`,
      received: `${lengths.join(' + ')} = ${total}`,
    });
  }
  const order = await permutation(dataset.length, new SeedGenerator(seed));
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return new Subset(dataset, order.slice(start - length, start));
  });
}
