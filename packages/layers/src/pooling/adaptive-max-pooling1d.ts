import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { type AdaptivePoolingOptions, BaseAdaptivePooling } from './base-adaptive-pooling.js';
import { ADAPTIVE_MAX_POOLING1D_PARAMETERS, type AdaptiveMaxPooling1DArguments } from './signatures.js';

export type AdaptiveMaxPooling1DOptions = AdaptivePoolingOptions;

/**
 * The maximum of windows that lead to the output size: inputs `[batch, steps, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveMaxPooling1D(4)(sequences); // shape [2, 4, 4]
 */
export class AdaptiveMaxPooling1D extends BaseAdaptivePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AdaptiveMaxPooling1D');

  constructor(...args: AdaptiveMaxPooling1DArguments) {
    super(1, bindOptions(ADAPTIVE_MAX_POOLING1D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveMaxPool(inputs, this.outputSize, this.dataFormat);
  }
}
