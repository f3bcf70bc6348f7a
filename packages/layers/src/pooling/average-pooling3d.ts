import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BasePooling, type RequiredPoolingOptions } from './base-pooling.js';
import { AVERAGE_POOLING3D_PARAMETERS, type AveragePooling3DArguments } from './signatures.js';

export type AveragePooling3DOptions = RequiredPoolingOptions;

/**
 * The average of every window: inputs `[batch, depth, height, width, channels]`.
 *
 * @example
 * new AveragePooling3D(2)(volumes); // shape [2, 4, 4, 4, 1]
 */
export class AveragePooling3D extends BasePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AveragePooling3D');

  constructor(...args: AveragePooling3DArguments) {
    super(3, bindOptions(AVERAGE_POOLING3D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.averagePool(inputs, poolSize, strides, padding, dataFormat);
  }
}
