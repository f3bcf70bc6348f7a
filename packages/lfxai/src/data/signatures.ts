// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { DataLoaderOptions } from './data-loader.js';

export type DataLoaderArguments = OptionArguments<
  DataLoaderOptions,
  [dataset: DataLoaderOptions['dataset']],
  [
    batchSize?: DataLoaderOptions['batchSize'],
    shuffle?: DataLoaderOptions['shuffle'],
    sampler?: DataLoaderOptions['sampler'],
    dropLast?: DataLoaderOptions['dropLast'],
    seed?: DataLoaderOptions['seed'],
  ]
>;
export const DATA_LOADER_PARAMETERS: Signature<DataLoaderOptions> = {
  callee: 'DataLoader',
  names: ['dataset', 'batchSize', 'shuffle', 'sampler', 'dropLast', 'seed'],
  keywords: [],
  required: 1,
};
