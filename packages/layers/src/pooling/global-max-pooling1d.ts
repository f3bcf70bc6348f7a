import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseGlobalPooling, type GlobalPoolingOptions } from './base-global-pooling.js';
import { GLOBAL_MAX_POOLING1D_PARAMETERS, type GlobalMaxPooling1DArguments } from './signatures.js';

export type GlobalMaxPooling1DOptions = GlobalPoolingOptions;

/**
 * The maximum of each channel: inputs `[batch, steps, channels]`, outputs `[batch, channels]`.
 *
 * @example
 * new GlobalMaxPooling1D()(sequences); // shape [2, 4]
 */
export class GlobalMaxPooling1D extends BaseGlobalPooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GlobalMaxPooling1D');

  constructor(...args: GlobalMaxPooling1DArguments) {
    super(1, bindOptions(GLOBAL_MAX_POOLING1D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.max(inputs, this.spatialAxes, this.keepdims);
  }
}
