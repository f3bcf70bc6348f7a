import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseGlobalPooling, type GlobalPoolingOptions } from './base-global-pooling.js';
import { GLOBAL_MAX_POOLING3D_PARAMETERS, type GlobalMaxPooling3DArguments } from './signatures.js';

export type GlobalMaxPooling3DOptions = GlobalPoolingOptions;

/**
 * The maximum of each channel: inputs `[batch, depth, height, width, channels]`, outputs `[batch, channels]`.
 *
 * @example
 * new GlobalMaxPooling3D()(volumes); // shape [2, 1]
 */
export class GlobalMaxPooling3D extends BaseGlobalPooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GlobalMaxPooling3D');

  constructor(...args: GlobalMaxPooling3DArguments) {
    super(3, bindOptions(GLOBAL_MAX_POOLING3D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.max(inputs, this.spatialAxes, this.keepdims);
  }
}
