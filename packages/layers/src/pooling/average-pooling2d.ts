import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BasePooling, type RequiredPoolingOptions } from './base-pooling.js';
import { AVERAGE_POOLING2D_PARAMETERS, type AveragePooling2DArguments } from './signatures.js';

export type AveragePooling2DOptions = RequiredPoolingOptions;

/**
 * The average of every window: inputs `[batch, height, width, channels]`.
 *
 * @example
 * new AveragePooling2D(2)(images); // shape [2, 8, 8, 3]
 */
export class AveragePooling2D extends BasePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AveragePooling2D');

  constructor(...args: AveragePooling2DArguments) {
    super(2, bindOptions(AVERAGE_POOLING2D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.averagePool(inputs, poolSize, strides, padding, dataFormat);
  }
}
