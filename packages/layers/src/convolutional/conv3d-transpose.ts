import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConvTranspose, type ConvTransposeOptions } from './base-conv-transpose.js';
import { CONV3D_TRANSPOSE_PARAMETERS, type Conv3DTransposeArguments } from './signatures.js';

export type Conv3DTransposeOptions = ConvTransposeOptions;

/**
 * Transposed convolution over volumes, which enlarges them: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws ValueError for sizes that do not fit each other
 * @example
 * new Conv3DTranspose(8, 3, { strides: 2, padding: 'same' })(volumes); // twice the size
 */
export class Conv3DTranspose extends BaseConvTranspose {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Conv3DTranspose');

  constructor(...args: Conv3DTransposeArguments) {
    super(3, bindOptions(CONV3D_TRANSPOSE_PARAMETERS, args));
  }
}
