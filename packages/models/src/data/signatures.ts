// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { PyDatasetOptions } from './py-dataset.js';

export type PyDatasetArguments = OptionArguments<
  PyDatasetOptions,
  [],
  [
    workers?: PyDatasetOptions['workers'],
    useMultiprocessing?: PyDatasetOptions['useMultiprocessing'],
    maxQueueSize?: PyDatasetOptions['maxQueueSize'],
  ]
>;
export const PY_DATASET_PARAMETERS: Signature<PyDatasetOptions> = {
  callee: 'PyDataset',
  names: ['workers', 'useMultiprocessing', 'maxQueueSize'],
  keywords: [],
  required: 0,
};
