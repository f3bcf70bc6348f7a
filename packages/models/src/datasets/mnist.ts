import { pythonFunction } from '@org/core/internal';
import { cached, KERAS_FOLDER, type LoadedData, loadNpz, numbersIn } from './files.js';

/**
 * 60,000 handwritten digits for training and 10,000 for testing: uint8 [n, 28, 28], and their numbers, uint8 [n].
 *
 * @param path the name of the file in the cache
 * @param origin another address of the file
 * @example
 * const load = async () => { const [[xTrain, yTrain], [xTest, yTest]] = await keras.datasets.mnist.loadData(); };
 */
export const loadData = /* @__PURE__ */ pythonFunction(
  'load_data',
  ['path', 'origin'],
  async (path: string = 'mnist.npz', origin: string | null = null): Promise<LoadedData> => {
    const fileHash = '731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1';
    const array = await loadNpz(await cached({ fname: path, origin: `${KERAS_FOLDER}mnist.npz`, fileHash }, origin));
    const part = (name: string) => numbersIn(array(name));
    return [
      [part('x_train'), part('y_train')],
      [part('x_test'), part('y_test')],
    ];
  },
);
