import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseSeparableConv, type SeparableConvOptions } from './base-separable-conv.js';
import { SEPARABLE_CONV2D_PARAMETERS, type SeparableConv2DArguments } from './signatures.js';

export type SeparableConv2DOptions = SeparableConvOptions;

/**
 * Depthwise convolution of images, then a mix of the channels: inputs `[batch, height, width, channels]`, outputs with `filters`
 * channels.
 *
 * @throws ValueError for sizes that do not fit the input
 * @example
 * new SeparableConv2D(16, 3, { padding: 'same' })(images);
 */
export class SeparableConv2D extends BaseSeparableConv {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'SeparableConv2D');

  constructor(...args: SeparableConv2DArguments) {
    super(2, bindOptions(SEPARABLE_CONV2D_PARAMETERS, args));
  }
}
