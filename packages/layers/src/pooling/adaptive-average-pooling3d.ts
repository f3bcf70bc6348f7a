import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import {
  ADAPTIVE_POOLING_PARAMETERS,
  type AdaptivePoolingOptions,
  BaseAdaptivePooling,
} from './base-adaptive-pooling.js';

/**
 * The average of windows that lead to the output size: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveAveragePooling3D(4)(volumes); // shape [2, 4, 4, 4, 1]
 */
@kerasLayer('AdaptiveAveragePooling3D')
export class AdaptiveAveragePooling3D extends BaseAdaptivePooling {
  constructor(...args: PythonOptions<typeof ADAPTIVE_POOLING_PARAMETERS, AdaptivePoolingOptions>) {
    super(3, layerOptions('AdaptiveAveragePooling3D', ADAPTIVE_POOLING_PARAMETERS, 1, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveAveragePool(inputs, this.outputSize, this.dataFormat);
  }
}
