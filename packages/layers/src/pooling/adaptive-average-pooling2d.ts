import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { type AdaptivePoolingOptions, BaseAdaptivePooling } from './base-adaptive-pooling.js';
import { ADAPTIVE_AVERAGE_POOLING2D_PARAMETERS, type AdaptiveAveragePooling2DArguments } from './signatures.js';

export type AdaptiveAveragePooling2DOptions = AdaptivePoolingOptions;

/**
 * The average of windows that lead to the output size: inputs `[batch, height, width, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveAveragePooling2D(4)(images); // shape [2, 4, 4, 3]
 */
export class AdaptiveAveragePooling2D extends BaseAdaptivePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AdaptiveAveragePooling2D');

  constructor(...args: AdaptiveAveragePooling2DArguments) {
    super(2, bindOptions(ADAPTIVE_AVERAGE_POOLING2D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveAveragePool(inputs, this.outputSize, this.dataFormat);
  }
}
