// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { TensorBoardOptions } from './tensorboard.js';

export type TensorBoardArguments = OptionArguments<
  TensorBoardOptions,
  [],
  [
    logDir?: TensorBoardOptions['logDir'],
    histogramFreq?: TensorBoardOptions['histogramFreq'],
    writeGraph?: TensorBoardOptions['writeGraph'],
    writeImages?: TensorBoardOptions['writeImages'],
    writeStepsPerSecond?: TensorBoardOptions['writeStepsPerSecond'],
    updateFreq?: TensorBoardOptions['updateFreq'],
    profileBatch?: TensorBoardOptions['profileBatch'],
    embeddingsFreq?: TensorBoardOptions['embeddingsFreq'],
    embeddingsMetadata?: TensorBoardOptions['embeddingsMetadata'],
  ]
>;
export const TENSOR_BOARD_PARAMETERS: Signature<TensorBoardOptions> = {
  callee: 'TensorBoard',
  names: [
    'logDir',
    'histogramFreq',
    'writeGraph',
    'writeImages',
    'writeStepsPerSecond',
    'updateFreq',
    'profileBatch',
    'embeddingsFreq',
    'embeddingsMetadata',
  ],
  keywords: [],
  required: 0,
};
