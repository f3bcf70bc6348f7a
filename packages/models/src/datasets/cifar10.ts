import { type Tensor, tensor } from '@org/core';
import { inFolder } from '@org/core/files';
import { pythonFunction } from '@org/core/internal';
import { loadBatch } from './cifar.js';
import { cached, type LoadedData } from './files.js';

/**
 * 50,000 pictures of ten kinds for training and 10,000 for testing: uint8 [n, 32, 32, 3], and their kinds, uint8 [n, 1].
 *
 * @param origin another address of the archive
 * @example
 * const load = async () => { const [[xTrain, yTrain], [xTest, yTest]] = await keras.datasets.cifar10.loadData(); };
 */
export const loadData = /* @__PURE__ */ pythonFunction(
  'load_data',
  ['origin'],
  async (origin: string | null = null): Promise<LoadedData> => {
    const known = {
      fname: 'cifar-10-batches-py-target',
      origin: 'https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz',
      fileHash: '6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce',
      extract: true,
    };
    const folder = inFolder(await cached(known, origin), 'cifar-10-batches-py');
    const part = async (names: readonly string[]): Promise<[Tensor, Tensor]> => {
      const batches = await Promise.all(names.map((name) => loadBatch(inFolder(folder, name))));
      const count = batches.reduce((sum, { labels }) => sum + labels.length, 0);
      const images = new Uint8Array(batches.reduce((sum, each) => sum + each.images.length, 0));
      let at = 0;
      for (const batch of batches) {
        images.set(batch.images, at);
        at += batch.images.length;
      }
      const labels = Uint8Array.from(batches.flatMap((batch) => batch.labels));
      return [tensor(images, [count, ...batches[0]!.shape]), tensor(labels, [count, 1])];
    };
    return [await part([1, 2, 3, 4, 5].map((i) => `data_batch_${i}`)), await part(['test_batch'])];
  },
);
