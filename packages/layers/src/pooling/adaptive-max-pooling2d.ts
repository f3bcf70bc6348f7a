import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { type AdaptivePoolingOptions, BaseAdaptivePooling } from './base-adaptive-pooling.js';
import { ADAPTIVE_MAX_POOLING2D_PARAMETERS, type AdaptiveMaxPooling2DArguments } from './signatures.js';

export type AdaptiveMaxPooling2DOptions = AdaptivePoolingOptions;

/**
 * The maximum of windows that lead to the output size: inputs `[batch, height, width, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveMaxPooling2D(4)(images); // shape [2, 4, 4, 3]
 */
export class AdaptiveMaxPooling2D extends BaseAdaptivePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AdaptiveMaxPooling2D');

  constructor(...args: AdaptiveMaxPooling2DArguments) {
    super(2, bindOptions(ADAPTIVE_MAX_POOLING2D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveMaxPool(inputs, this.outputSize, this.dataFormat);
  }
}
