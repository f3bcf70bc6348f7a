import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import {
  ADAPTIVE_POOLING_PARAMETERS,
  type AdaptivePoolingOptions,
  BaseAdaptivePooling,
} from './base-adaptive-pooling.js';

/**
 * The average of windows that lead to the output size: inputs `[batch, height, width, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveAveragePooling2D(4)(images); // shape [2, 4, 4, 3]
 */
@kerasLayer('AdaptiveAveragePooling2D')
export class AdaptiveAveragePooling2D extends BaseAdaptivePooling {
  constructor(...args: PythonOptions<typeof ADAPTIVE_POOLING_PARAMETERS, AdaptivePoolingOptions>) {
    super(2, layerOptions('AdaptiveAveragePooling2D', ADAPTIVE_POOLING_PARAMETERS, 1, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveAveragePool(inputs, this.outputSize, this.dataFormat);
  }
}
