import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseDepthwiseConv, type DepthwiseConvOptions } from './base-depthwise-conv.js';
import { DEPTHWISE_CONV1D_PARAMETERS, type DepthwiseConv1DArguments } from './signatures.js';

export type DepthwiseConv1DOptions = DepthwiseConvOptions;

/**
 * Convolution of each channel of sequences with its own filters: inputs `[batch, steps, channels]`, outputs with
 * `channels * depthMultiplier` channels.
 *
 * @throws ValueError for sizes that do not fit the input
 * @example
 * new DepthwiseConv1D(3, { depthMultiplier: 2 })(sequences);
 */
export class DepthwiseConv1D extends BaseDepthwiseConv {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'DepthwiseConv1D');

  constructor(...args: DepthwiseConv1DArguments) {
    super(1, bindOptions(DEPTHWISE_CONV1D_PARAMETERS, args));
  }
}
