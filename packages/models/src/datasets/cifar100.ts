import { type Tensor, tensor, ValueError } from '@org/core';
import { inFolder } from '@org/core/files';
import { pythonFunction } from '@org/core/internal';
import { loadBatch } from './cifar.js';
import { cached, type LoadedData } from './files.js';

/**
 * 50,000 pictures of a hundred kinds for training and 10,000 for testing: uint8 [n, 32, 32, 3], and their kinds, int64 [n, 1].
 *
 * @param labelMode 'fine': a hundred kinds; 'coarse': twenty of five each
 * @param origin another address of the archive
 * @example
 * const load = async () => { const [[xTrain, yTrain], [xTest, yTest]] = await keras.datasets.cifar100.loadData(); };
 */
export const loadData = /* @__PURE__ */ pythonFunction(
  'load_data',
  ['labelMode', 'origin'],
  async (labelMode: string = 'fine', origin: string | null = null): Promise<LoadedData> => {
    if (labelMode !== 'fine' && labelMode !== 'coarse') {
      throw new ValueError(`\`labelMode\` must be one of "fine", "coarse". Received: labelMode=${labelMode}.`);
    }
    const known = {
      fname: 'cifar-100-python-target',
      origin: 'https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz',
      fileHash: '85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7',
      extract: true,
    };
    const folder = inFolder(await cached(known, origin), 'cifar-100-python');
    const part = async (name: string): Promise<[Tensor, Tensor]> => {
      const { images, labels, shape } = await loadBatch(inFolder(folder, name), `${labelMode}_labels`);
      const kinds = BigInt64Array.from(labels, BigInt);
      return [tensor(images, [labels.length, ...shape]), tensor(kinds, [labels.length, 1])];
    };
    return [await part('train'), await part('test')];
  },
);
