import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseGlobalPooling, GLOBAL_POOLING_PARAMETERS, type GlobalPoolingOptions } from './base-global-pooling.js';

/**
 * The maximum of each channel: inputs `[batch, height, width, channels]`, outputs `[batch, channels]`.
 *
 * @example
 * new GlobalMaxPooling2D()(images); // shape [2, 3]
 */
@kerasLayer('GlobalMaxPooling2D')
export class GlobalMaxPooling2D extends BaseGlobalPooling {
  constructor(...args: PythonOptions<typeof GLOBAL_POOLING_PARAMETERS, GlobalPoolingOptions>) {
    super(2, layerOptions('GlobalMaxPooling2D', GLOBAL_POOLING_PARAMETERS, 0, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.max(inputs, this.spatialAxes, this.keepdims);
  }
}
