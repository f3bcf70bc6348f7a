import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BasePooling, POOLING_PARAMETERS, type PoolingOptions } from './base-pooling.js';

/**
 * The maximum of every window: inputs `[batch, steps, channels]`.
 *
 * @example
 * new MaxPooling1D(2)(sequences); // shape [2, 4, 4]
 */
@kerasLayer('MaxPooling1D')
export class MaxPooling1D extends BasePooling {
  constructor(...args: PythonOptions<typeof POOLING_PARAMETERS, PoolingOptions>) {
    super(1, layerOptions('MaxPooling1D', POOLING_PARAMETERS, 0, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.maxPool(inputs, poolSize, strides, padding, dataFormat);
  }
}
