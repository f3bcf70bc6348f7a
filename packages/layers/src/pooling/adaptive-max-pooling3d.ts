import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { type AdaptivePoolingOptions, BaseAdaptivePooling } from './base-adaptive-pooling.js';
import { ADAPTIVE_MAX_POOLING3D_PARAMETERS, type AdaptiveMaxPooling3DArguments } from './signatures.js';

export type AdaptiveMaxPooling3DOptions = AdaptivePoolingOptions;

/**
 * The maximum of windows that lead to the output size: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveMaxPooling3D(4)(volumes); // shape [2, 4, 4, 4, 1]
 */
export class AdaptiveMaxPooling3D extends BaseAdaptivePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AdaptiveMaxPooling3D');

  constructor(...args: AdaptiveMaxPooling3DArguments) {
    super(3, bindOptions(ADAPTIVE_MAX_POOLING3D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveMaxPool(inputs, this.outputSize, this.dataFormat);
  }
}
