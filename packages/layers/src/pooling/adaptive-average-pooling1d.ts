import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { type AdaptivePoolingOptions, BaseAdaptivePooling } from './base-adaptive-pooling.js';
import { ADAPTIVE_AVERAGE_POOLING1D_PARAMETERS, type AdaptiveAveragePooling1DArguments } from './signatures.js';

export type AdaptiveAveragePooling1DOptions = AdaptivePoolingOptions;

/**
 * The average of windows that lead to the output size: inputs `[batch, steps, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveAveragePooling1D(4)(sequences); // shape [2, 4, 4]
 */
export class AdaptiveAveragePooling1D extends BaseAdaptivePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AdaptiveAveragePooling1D');

  constructor(...args: AdaptiveAveragePooling1DArguments) {
    super(1, bindOptions(ADAPTIVE_AVERAGE_POOLING1D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveAveragePool(inputs, this.outputSize, this.dataFormat);
  }
}
