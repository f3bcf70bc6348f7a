import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConvTranspose, type ConvTransposeOptions } from './base-conv-transpose.js';
import { CONV1D_TRANSPOSE_PARAMETERS, type Conv1DTransposeArguments } from './signatures.js';

export type Conv1DTransposeOptions = ConvTransposeOptions;

/**
 * Transposed convolution over sequences, which enlarges them: inputs `[batch, steps, channels]`.
 *
 * @throws ValueError for sizes that do not fit each other
 * @example
 * new Conv1DTranspose(8, 3, { strides: 2, padding: 'same' })(sequences); // twice the size
 */
export class Conv1DTranspose extends BaseConvTranspose {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Conv1DTranspose');

  constructor(...args: Conv1DTransposeArguments) {
    super(1, bindOptions(CONV1D_TRANSPOSE_PARAMETERS, args));
  }
}
