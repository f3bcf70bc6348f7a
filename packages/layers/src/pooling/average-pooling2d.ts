import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BasePooling, POOLING_PARAMETERS, type RequiredPoolingOptions } from './base-pooling.js';

/**
 * The average of every window: inputs `[batch, height, width, channels]`.
 *
 * @example
 * new AveragePooling2D(2)(images); // shape [2, 8, 8, 3]
 */
@kerasLayer('AveragePooling2D')
export class AveragePooling2D extends BasePooling {
  constructor(...args: PythonOptions<typeof POOLING_PARAMETERS, RequiredPoolingOptions>) {
    super(2, layerOptions('AveragePooling2D', POOLING_PARAMETERS, 1, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.averagePool(inputs, poolSize, strides, padding, dataFormat);
  }
}
