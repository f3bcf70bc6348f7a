import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseConvTranspose, CONV_TRANSPOSE_PARAMETERS, type ConvTransposeOptions } from './base-conv-transpose.js';

/**
 * Transposed convolution over images, which enlarges them: inputs `[batch, height, width, channels]`.
 *
 * @throws ValueError for sizes that do not fit each other
 * @example
 * new Conv2DTranspose(8, 3, { strides: 2, padding: 'same' })(images); // twice the size
 */
@kerasLayer('Conv2DTranspose')
export class Conv2DTranspose extends BaseConvTranspose {
  constructor(...args: PythonOptions<typeof CONV_TRANSPOSE_PARAMETERS, ConvTransposeOptions>) {
    super(2, layerOptions('Conv2DTranspose', CONV_TRANSPOSE_PARAMETERS, 2, args));
  }
}
