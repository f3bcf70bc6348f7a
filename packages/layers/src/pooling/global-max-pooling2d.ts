import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseGlobalPooling, type GlobalPoolingOptions } from './base-global-pooling.js';
import { GLOBAL_MAX_POOLING2D_PARAMETERS, type GlobalMaxPooling2DArguments } from './signatures.js';

export type GlobalMaxPooling2DOptions = GlobalPoolingOptions;

/**
 * The maximum of each channel: inputs `[batch, height, width, channels]`, outputs `[batch, channels]`.
 *
 * @example
 * new GlobalMaxPooling2D()(images); // shape [2, 3]
 */
export class GlobalMaxPooling2D extends BaseGlobalPooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GlobalMaxPooling2D');

  constructor(...args: GlobalMaxPooling2DArguments) {
    super(2, bindOptions(GLOBAL_MAX_POOLING2D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.max(inputs, this.spatialAxes, this.keepdims);
  }
}
