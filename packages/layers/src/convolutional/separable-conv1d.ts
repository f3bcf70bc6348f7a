import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseSeparableConv, type SeparableConvOptions } from './base-separable-conv.js';
import { SEPARABLE_CONV1D_PARAMETERS, type SeparableConv1DArguments } from './signatures.js';

export type SeparableConv1DOptions = SeparableConvOptions;

/**
 * Depthwise convolution of sequences, then a mix of the channels: inputs `[batch, steps, channels]`, outputs with `filters`
 * channels.
 *
 * @throws ValueError for sizes that do not fit the input
 * @example
 * new SeparableConv1D(16, 3, { padding: 'same' })(sequences);
 */
export class SeparableConv1D extends BaseSeparableConv {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'SeparableConv1D');

  constructor(...args: SeparableConv1DArguments) {
    super(1, bindOptions(SEPARABLE_CONV1D_PARAMETERS, args));
  }
}
