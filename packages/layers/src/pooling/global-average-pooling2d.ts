import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseGlobalPooling, type GlobalPoolingOptions } from './base-global-pooling.js';
import { GLOBAL_AVERAGE_POOLING2D_PARAMETERS, type GlobalAveragePooling2DArguments } from './signatures.js';

export type GlobalAveragePooling2DOptions = GlobalPoolingOptions;

/**
 * The average of each channel: inputs `[batch, height, width, channels]`, outputs `[batch, channels]`.
 *
 * @example
 * new GlobalAveragePooling2D()(images); // shape [2, 3]
 */
export class GlobalAveragePooling2D extends BaseGlobalPooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GlobalAveragePooling2D');

  constructor(...args: GlobalAveragePooling2DArguments) {
    super(2, bindOptions(GLOBAL_AVERAGE_POOLING2D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.mean(inputs, this.spatialAxes, this.keepdims);
  }
}
