import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BasePooling, POOLING_PARAMETERS, type RequiredPoolingOptions } from './base-pooling.js';

/**
 * The average of every window: inputs `[batch, steps, channels]`.
 *
 * @example
 * new AveragePooling1D(2)(sequences); // shape [2, 4, 4]
 */
@kerasLayer('AveragePooling1D')
export class AveragePooling1D extends BasePooling {
  constructor(...args: PythonOptions<typeof POOLING_PARAMETERS, RequiredPoolingOptions>) {
    super(1, layerOptions('AveragePooling1D', POOLING_PARAMETERS, 1, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.averagePool(inputs, poolSize, strides, padding, dataFormat);
  }
}
