import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseDepthwiseConv, type DepthwiseConvOptions } from './base-depthwise-conv.js';
import { DEPTHWISE_CONV2D_PARAMETERS, type DepthwiseConv2DArguments } from './signatures.js';

export type DepthwiseConv2DOptions = DepthwiseConvOptions;

/**
 * Convolution of each channel of images with its own filters: inputs `[batch, height, width, channels]`, outputs with
 * `channels * depthMultiplier` channels.
 *
 * @throws ValueError for sizes that do not fit the input
 * @example
 * new DepthwiseConv2D(3, { depthMultiplier: 2 })(images);
 */
export class DepthwiseConv2D extends BaseDepthwiseConv {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'DepthwiseConv2D');

  constructor(...args: DepthwiseConv2DArguments) {
    super(2, bindOptions(DEPTHWISE_CONV2D_PARAMETERS, args));
  }
}
