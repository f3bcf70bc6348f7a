import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseConv, CONV_PARAMETERS, type ConvOptions } from './base-conv.js';

/**
 * Convolution over volumes: inputs `[batch, depth, height, width, channels]`, outputs with new sizes and `filters` channels.
 *
 * @throws ValueError for sizes that do not fit each other or the input
 * @example
 * new Conv3D(8, [3, 3, 1])(volumes);
 */
@kerasLayer('Conv3D')
export class Conv3D extends BaseConv {
  constructor(...args: PythonOptions<typeof CONV_PARAMETERS, ConvOptions>) {
    super(3, layerOptions('Conv3D', [...CONV_PARAMETERS, 'loraRank', 'loraAlpha'], 2, args));
  }
}
