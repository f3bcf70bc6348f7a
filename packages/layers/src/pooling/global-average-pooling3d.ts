import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseGlobalPooling, type GlobalPoolingOptions } from './base-global-pooling.js';
import { GLOBAL_AVERAGE_POOLING3D_PARAMETERS, type GlobalAveragePooling3DArguments } from './signatures.js';

export type GlobalAveragePooling3DOptions = GlobalPoolingOptions;

/**
 * The average of each channel: inputs `[batch, depth, height, width, channels]`, outputs `[batch, channels]`.
 *
 * @example
 * new GlobalAveragePooling3D()(volumes); // shape [2, 1]
 */
export class GlobalAveragePooling3D extends BaseGlobalPooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GlobalAveragePooling3D');

  constructor(...args: GlobalAveragePooling3DArguments) {
    super(3, bindOptions(GLOBAL_AVERAGE_POOLING3D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.mean(inputs, this.spatialAxes, this.keepdims);
  }
}
