import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BasePooling, POOLING_PARAMETERS, type PoolingOptions } from './base-pooling.js';

/**
 * The maximum of every window: inputs `[batch, depth, height, width, channels]`.
 *
 * @example
 * new MaxPooling3D(2)(volumes); // shape [2, 4, 4, 4, 1]
 */
@kerasLayer('MaxPooling3D')
export class MaxPooling3D extends BasePooling {
  constructor(...args: PythonOptions<typeof POOLING_PARAMETERS, PoolingOptions>) {
    super(3, layerOptions('MaxPooling3D', POOLING_PARAMETERS, 0, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.maxPool(inputs, poolSize, strides, padding, dataFormat);
  }
}
