import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConv, type ConvOptions } from './base-conv.js';
import { CONV2D_PARAMETERS, type Conv2DArguments } from './signatures.js';

export type Conv2DOptions = ConvOptions;

/**
 * Convolution over images: inputs `[batch, height, width, channels]`, outputs `[batch, newHeight, newWidth, filters]`.
 *
 * @throws ValueError for sizes that do not fit each other or the input
 * @example
 * new Conv2D(32, 3, { activation: 'relu', padding: 'same' })(images);
 */
export class Conv2D extends BaseConv {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Conv2D');

  constructor(...args: Conv2DArguments) {
    super(2, bindOptions(CONV2D_PARAMETERS, args));
  }
}
