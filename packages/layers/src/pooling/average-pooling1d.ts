import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BasePooling, type RequiredPoolingOptions } from './base-pooling.js';
import { AVERAGE_POOLING1D_PARAMETERS, type AveragePooling1DArguments } from './signatures.js';

export type AveragePooling1DOptions = RequiredPoolingOptions;

/**
 * The average of every window: inputs `[batch, steps, channels]`.
 *
 * @example
 * new AveragePooling1D(2)(sequences); // shape [2, 4, 4]
 */
export class AveragePooling1D extends BasePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AveragePooling1D');

  constructor(...args: AveragePooling1DArguments) {
    super(1, bindOptions(AVERAGE_POOLING1D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.averagePool(inputs, poolSize, strides, padding, dataFormat);
  }
}
