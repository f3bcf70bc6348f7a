import { pythonFunction } from '@org/core/internal';
import type { LoadedData } from './files.js';
import { loadTable } from './regression.js';

/**
 * Keras's table of houses in Boston: 13 features of 506 suburbs, and the median price of their houses. **It has a column that was made to
 * tell people apart by race**, and is kept for old notebooks: {@link californiaHousing} is for new ones.
 *
 * @param path the name of the file in the cache
 * @param testSplit the share of rows for testing
 * @param seed of the order of rows; the same as in Python
 * @param origin another address of the file
 * @example
 * const load = async () => { const [[xTrain, yTrain], [xTest, yTest]] = await keras.datasets.bostonHousing.loadData(); };
 */
export const loadData = /* @__PURE__ */ pythonFunction(
  'load_data',
  ['path', 'testSplit', 'seed', 'origin'],
  (
    path: string = 'boston_housing.npz',
    testSplit: number = 0.2,
    seed: number = 113,
    origin: string | null = null,
  ): Promise<LoadedData> => {
    const hash = 'f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5';
    return loadTable({ fname: path, name: 'boston_housing.npz', hash, origin }, { testSplit, seed });
  },
);
