import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BasePooling, POOLING_PARAMETERS, type PoolingOptions } from './base-pooling.js';

/**
 * The maximum of every window: inputs `[batch, height, width, channels]`.
 *
 * @example
 * new MaxPooling2D(2)(images); // shape [2, 8, 8, 3]
 */
@kerasLayer('MaxPooling2D')
export class MaxPooling2D extends BasePooling {
  constructor(...args: PythonOptions<typeof POOLING_PARAMETERS, PoolingOptions>) {
    super(2, layerOptions('MaxPooling2D', POOLING_PARAMETERS, 0, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.maxPool(inputs, poolSize, strides, padding, dataFormat);
  }
}
