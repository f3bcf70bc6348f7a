import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConv, type ConvOptions } from './base-conv.js';
import { CONV1D_PARAMETERS, type Conv1DArguments } from './signatures.js';

export type Conv1DOptions = ConvOptions;

/**
 * Convolution over time: inputs `[batch, steps, channels]`, outputs `[batch, newSteps, filters]`.
 *
 * @throws ValueError for sizes that do not fit each other or the input
 * @example
 * new Conv1D(32, 3, { padding: 'causal', dilationRate: 2 })(sequences);
 */
export class Conv1D extends BaseConv {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Conv1D');

  constructor(...args: Conv1DArguments) {
    super(1, bindOptions(CONV1D_PARAMETERS, args));
  }
}
