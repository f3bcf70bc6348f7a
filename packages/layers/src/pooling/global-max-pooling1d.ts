import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseGlobalPooling, GLOBAL_POOLING_PARAMETERS, type GlobalPoolingOptions } from './base-global-pooling.js';

/**
 * The maximum of each channel: inputs `[batch, steps, channels]`, outputs `[batch, channels]`.
 *
 * @example
 * new GlobalMaxPooling1D()(sequences); // shape [2, 4]
 */
@kerasLayer('GlobalMaxPooling1D')
export class GlobalMaxPooling1D extends BaseGlobalPooling {
  constructor(...args: PythonOptions<typeof GLOBAL_POOLING_PARAMETERS, GlobalPoolingOptions>) {
    super(1, layerOptions('GlobalMaxPooling1D', GLOBAL_POOLING_PARAMETERS, 0, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.max(inputs, this.spatialAxes, this.keepdims);
  }
}
