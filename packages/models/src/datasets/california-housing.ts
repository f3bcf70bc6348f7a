import { ValueError } from '@org/core';
import { pythonFunction } from '@org/core/internal';
import type { LoadedData } from './files.js';
import { loadTable } from './regression.js';

/**
 * 8 features of 20,640 blocks of California, and the median value of their houses in dollars.
 *
 * @param version 'large', or 'small' for the first 600 rows
 * @param path the name of the file in the cache
 * @param testSplit the share of rows for testing
 * @param seed of the order of rows; the same as in Python
 * @param origin another address of the file
 * @example
 * const load = async () => { const [[xTrain, yTrain], [xTest, yTest]] = await keras.datasets.californiaHousing.loadData('small'); };
 */
export const loadData = /* @__PURE__ */ pythonFunction(
  'load_data',
  ['version', 'path', 'testSplit', 'seed', 'origin'],
  async (
    version: string = 'large',
    path: string = 'california_housing.npz',
    testSplit: number = 0.2,
    seed: number = 113,
    origin: string | null = null,
  ): Promise<LoadedData> => {
    if (version !== 'small' && version !== 'large') {
      throw new ValueError(`Argument \`version\` must be one of 'small', 'large'. Received: version=${version}`);
    }
    const hash = '1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f';
    const file = { fname: path, name: 'california_housing.npz', hash, origin };
    return loadTable(file, { testSplit, seed, ...(version === 'small' && { most: 600 }) });
  },
);
