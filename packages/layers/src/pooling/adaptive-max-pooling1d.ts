import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import {
  ADAPTIVE_POOLING_PARAMETERS,
  type AdaptivePoolingOptions,
  BaseAdaptivePooling,
} from './base-adaptive-pooling.js';

/**
 * The maximum of windows that lead to the output size: inputs `[batch, steps, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveMaxPooling1D(4)(sequences); // shape [2, 4, 4]
 */
@kerasLayer('AdaptiveMaxPooling1D')
export class AdaptiveMaxPooling1D extends BaseAdaptivePooling {
  constructor(...args: PythonOptions<typeof ADAPTIVE_POOLING_PARAMETERS, AdaptivePoolingOptions>) {
    super(1, layerOptions('AdaptiveMaxPooling1D', ADAPTIVE_POOLING_PARAMETERS, 1, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveMaxPool(inputs, this.outputSize, this.dataFormat);
  }
}
