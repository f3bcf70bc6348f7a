import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseConv, CONV_PARAMETERS, type ConvOptions } from './base-conv.js';

/**
 * Convolution over time: inputs `[batch, steps, channels]`, outputs `[batch, newSteps, filters]`.
 *
 * @throws ValueError for sizes that do not fit each other or the input
 * @example
 * new Conv1D(32, 3, { padding: 'causal', dilationRate: 2 })(sequences);
 */
@kerasLayer('Conv1D')
export class Conv1D extends BaseConv {
  constructor(...args: PythonOptions<typeof CONV_PARAMETERS, ConvOptions>) {
    super(1, layerOptions('Conv1D', [...CONV_PARAMETERS, 'loraRank', 'loraAlpha'], 2, args));
  }
}
