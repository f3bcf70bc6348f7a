import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConvTranspose, type ConvTransposeOptions } from './base-conv-transpose.js';
import { CONV2D_TRANSPOSE_PARAMETERS, type Conv2DTransposeArguments } from './signatures.js';

export type Conv2DTransposeOptions = ConvTransposeOptions;

/**
 * Transposed convolution over images, which enlarges them: inputs `[batch, height, width, channels]`.
 *
 * @throws ValueError for sizes that do not fit each other
 * @example
 * new Conv2DTranspose(8, 3, { strides: 2, padding: 'same' })(images); // twice the size
 */
export class Conv2DTranspose extends BaseConvTranspose {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Conv2DTranspose');

  constructor(...args: Conv2DTransposeArguments) {
    super(2, bindOptions(CONV2D_TRANSPOSE_PARAMETERS, args));
  }
}
