import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseDepthwiseConv, DEPTHWISE_CONV_PARAMETERS, type DepthwiseConvOptions } from './base-depthwise-conv.js';

/**
 * Convolution of each channel of sequences with its own filters: inputs `[batch, steps, channels]`, outputs with
 * `channels * depthMultiplier` channels.
 *
 * @throws ValueError for sizes that do not fit the input
 * @example
 * new DepthwiseConv1D(3, { depthMultiplier: 2 })(sequences);
 */
@kerasLayer('DepthwiseConv1D')
export class DepthwiseConv1D extends BaseDepthwiseConv {
  constructor(...args: PythonOptions<typeof DEPTHWISE_CONV_PARAMETERS, DepthwiseConvOptions>) {
    super(1, layerOptions('DepthwiseConv1D', DEPTHWISE_CONV_PARAMETERS, 1, args));
  }
}
