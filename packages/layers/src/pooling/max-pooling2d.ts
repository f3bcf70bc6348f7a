import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BasePooling, type PoolingOptions } from './base-pooling.js';
import { MAX_POOLING2D_PARAMETERS, type MaxPooling2DArguments } from './signatures.js';

export type MaxPooling2DOptions = PoolingOptions;

/**
 * The maximum of every window: inputs `[batch, height, width, channels]`.
 *
 * @example
 * new MaxPooling2D(2)(images); // shape [2, 8, 8, 3]
 */
export class MaxPooling2D extends BasePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'MaxPooling2D');

  constructor(...args: MaxPooling2DArguments) {
    super(2, bindOptions(MAX_POOLING2D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.maxPool(inputs, poolSize, strides, padding, dataFormat);
  }
}
