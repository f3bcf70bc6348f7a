import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseConvTranspose, CONV_TRANSPOSE_PARAMETERS, type ConvTransposeOptions } from './base-conv-transpose.js';

/**
 * Transposed convolution over sequences, which enlarges them: inputs `[batch, steps, channels]`.
 *
 * @throws ValueError for sizes that do not fit each other
 * @example
 * new Conv1DTranspose(8, 3, { strides: 2, padding: 'same' })(sequences); // twice the size
 */
@kerasLayer('Conv1DTranspose')
export class Conv1DTranspose extends BaseConvTranspose {
  constructor(...args: PythonOptions<typeof CONV_TRANSPOSE_PARAMETERS, ConvTransposeOptions>) {
    super(1, layerOptions('Conv1DTranspose', CONV_TRANSPOSE_PARAMETERS, 2, args));
  }
}
