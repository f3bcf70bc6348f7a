import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseSeparableConv, SEPARABLE_CONV_PARAMETERS, type SeparableConvOptions } from './base-separable-conv.js';

/**
 * Depthwise convolution of images, then a mix of the channels: inputs `[batch, height, width, channels]`, outputs with `filters`
 * channels.
 *
 * @throws ValueError for sizes that do not fit the input
 * @example
 * new SeparableConv2D(16, 3, { padding: 'same' })(images);
 */
@kerasLayer('SeparableConv2D')
export class SeparableConv2D extends BaseSeparableConv {
  constructor(...args: PythonOptions<typeof SEPARABLE_CONV_PARAMETERS, SeparableConvOptions>) {
    super(2, layerOptions('SeparableConv2D', SEPARABLE_CONV_PARAMETERS, 2, args));
  }
}
