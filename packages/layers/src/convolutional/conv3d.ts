import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConv, type ConvOptions } from './base-conv.js';
import { CONV3D_PARAMETERS, type Conv3DArguments } from './signatures.js';

export type Conv3DOptions = ConvOptions;

/**
 * Convolution over volumes: inputs `[batch, depth, height, width, channels]`, outputs with new sizes and `filters` channels.
 *
 * @throws ValueError for sizes that do not fit each other or the input
 * @example
 * new Conv3D(8, [3, 3, 1])(volumes);
 */
export class Conv3D extends BaseConv {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Conv3D');

  constructor(...args: Conv3DArguments) {
    super(3, bindOptions(CONV3D_PARAMETERS, args));
  }
}
