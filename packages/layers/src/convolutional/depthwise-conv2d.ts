import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseDepthwiseConv, DEPTHWISE_CONV_PARAMETERS, type DepthwiseConvOptions } from './base-depthwise-conv.js';

/**
 * Convolution of each channel of images with its own filters: inputs `[batch, height, width, channels]`, outputs with
 * `channels * depthMultiplier` channels.
 *
 * @throws ValueError for sizes that do not fit the input
 * @example
 * new DepthwiseConv2D(3, { depthMultiplier: 2 })(images);
 */
@kerasLayer('DepthwiseConv2D')
export class DepthwiseConv2D extends BaseDepthwiseConv {
  constructor(...args: PythonOptions<typeof DEPTHWISE_CONV_PARAMETERS, DepthwiseConvOptions>) {
    super(2, layerOptions('DepthwiseConv2D', DEPTHWISE_CONV_PARAMETERS, 1, args));
  }
}
