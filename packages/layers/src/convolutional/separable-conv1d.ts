import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseSeparableConv, SEPARABLE_CONV_PARAMETERS, type SeparableConvOptions } from './base-separable-conv.js';

/**
 * Depthwise convolution of sequences, then a mix of the channels: inputs `[batch, steps, channels]`, outputs with `filters`
 * channels.
 *
 * @throws ValueError for sizes that do not fit the input
 * @example
 * new SeparableConv1D(16, 3, { padding: 'same' })(sequences);
 */
@kerasLayer('SeparableConv1D')
export class SeparableConv1D extends BaseSeparableConv {
  constructor(...args: PythonOptions<typeof SEPARABLE_CONV_PARAMETERS, SeparableConvOptions>) {
    super(1, layerOptions('SeparableConv1D', SEPARABLE_CONV_PARAMETERS, 2, args));
  }
}
