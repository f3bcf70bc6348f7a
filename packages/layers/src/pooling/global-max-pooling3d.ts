import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseGlobalPooling, GLOBAL_POOLING_PARAMETERS, type GlobalPoolingOptions } from './base-global-pooling.js';

/**
 * The maximum of each channel: inputs `[batch, depth, height, width, channels]`, outputs `[batch, channels]`.
 *
 * @example
 * new GlobalMaxPooling3D()(volumes); // shape [2, 1]
 */
@kerasLayer('GlobalMaxPooling3D')
export class GlobalMaxPooling3D extends BaseGlobalPooling {
  constructor(...args: PythonOptions<typeof GLOBAL_POOLING_PARAMETERS, GlobalPoolingOptions>) {
    super(3, layerOptions('GlobalMaxPooling3D', GLOBAL_POOLING_PARAMETERS, 0, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.max(inputs, this.spatialAxes, this.keepdims);
  }
}
