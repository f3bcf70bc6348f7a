import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BasePooling, POOLING_PARAMETERS, type RequiredPoolingOptions } from './base-pooling.js';

/**
 * The average of every window: inputs `[batch, depth, height, width, channels]`.
 *
 * @example
 * new AveragePooling3D(2)(volumes); // shape [2, 4, 4, 4, 1]
 */
@kerasLayer('AveragePooling3D')
export class AveragePooling3D extends BasePooling {
  constructor(...args: PythonOptions<typeof POOLING_PARAMETERS, RequiredPoolingOptions>) {
    super(3, layerOptions('AveragePooling3D', POOLING_PARAMETERS, 1, args));
  }

  override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    return ops.averagePool(inputs, poolSize, strides, padding, dataFormat);
  }
}
