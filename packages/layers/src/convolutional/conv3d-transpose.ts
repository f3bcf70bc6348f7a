import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { OUTPUT_PARAMETERS } from '../weight-settings.js';
import { BaseConvTranspose, type ConvTransposeOptions } from './base-conv-transpose.js';

/** Here Keras has `dataFormat` before `outputPadding`. */
const PARAMETERS = [
  'filters',
  'kernelSize',
  'strides',
  'padding',
  'dataFormat',
  'outputPadding',
  'dilationRate',
  ...OUTPUT_PARAMETERS,
] as const;

/**
 * Transposed convolution over volumes, which enlarges them: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws ValueError for sizes that do not fit each other
 * @example
 * new Conv3DTranspose(8, 3, { strides: 2, padding: 'same' })(volumes); // twice the size
 */
@kerasLayer('Conv3DTranspose')
export class Conv3DTranspose extends BaseConvTranspose {
  constructor(...args: PythonOptions<typeof PARAMETERS, ConvTransposeOptions>) {
    super(3, layerOptions('Conv3DTranspose', PARAMETERS, 2, args));
  }
}
