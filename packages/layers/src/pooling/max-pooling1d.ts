import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BasePooling, type PoolingOptions } from './base-pooling.js';
import { MAX_POOLING1D_PARAMETERS, type MaxPooling1DArguments } from './signatures.js';

export type MaxPooling1DOptions = PoolingOptions;

/**
 * The maximum of every window: inputs `[batch, steps, channels]`.
 *
 * @example
 * new MaxPooling1D(2)(sequences); // shape [2, 4, 4]
 */
export class MaxPooling1D extends BasePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'MaxPooling1D');

  constructor(...args: MaxPooling1DArguments) {
    super(1, bindOptions(MAX_POOLING1D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.maxPool(inputs, poolSize, strides, padding, dataFormat);
  }
}
