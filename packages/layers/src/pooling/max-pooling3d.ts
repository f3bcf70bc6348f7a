import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BasePooling, type PoolingOptions } from './base-pooling.js';
import { MAX_POOLING3D_PARAMETERS, type MaxPooling3DArguments } from './signatures.js';

export type MaxPooling3DOptions = PoolingOptions;

/**
 * The maximum of every window: inputs `[batch, depth, height, width, channels]`.
 *
 * @example
 * new MaxPooling3D(2)(volumes); // shape [2, 4, 4, 4, 1]
 */
export class MaxPooling3D extends BasePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'MaxPooling3D');

  constructor(...args: MaxPooling3DArguments) {
    super(3, bindOptions(MAX_POOLING3D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.maxPool(inputs, poolSize, strides, padding, dataFormat);
  }
}
