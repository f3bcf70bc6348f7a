import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseConv, CONV_PARAMETERS, type ConvOptions } from './base-conv.js';

/**
 * Convolution over images: inputs `[batch, height, width, channels]`, outputs `[batch, newHeight, newWidth, filters]`.
 *
 * @throws ValueError for sizes that do not fit each other or the input
 * @example
 * new Conv2D(32, 3, { activation: 'relu', padding: 'same' })(images);
 */
@kerasLayer('Conv2D')
export class Conv2D extends BaseConv {
  constructor(...args: PythonOptions<typeof CONV_PARAMETERS, ConvOptions>) {
    super(2, layerOptions('Conv2D', [...CONV_PARAMETERS, 'loraRank', 'loraAlpha'], 2, args));
  }
}
