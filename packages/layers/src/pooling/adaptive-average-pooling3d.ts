import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { type AdaptivePoolingOptions, BaseAdaptivePooling } from './base-adaptive-pooling.js';
import { ADAPTIVE_AVERAGE_POOLING3D_PARAMETERS, type AdaptiveAveragePooling3DArguments } from './signatures.js';

export type AdaptiveAveragePooling3DOptions = AdaptivePoolingOptions;

/**
 * The average of windows that lead to the output size: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws TypeError for another number of sizes than there are spatial axes
 * @example
 * new AdaptiveAveragePooling3D(4)(volumes); // shape [2, 4, 4, 4, 1]
 */
export class AdaptiveAveragePooling3D extends BaseAdaptivePooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AdaptiveAveragePooling3D');

  constructor(...args: AdaptiveAveragePooling3DArguments) {
    super(3, bindOptions(ADAPTIVE_AVERAGE_POOLING3D_PARAMETERS, args));
  }

  override call(inputs: Tensor): Tensor {
    return ops.adaptiveAveragePool(inputs, this.outputSize, this.dataFormat);
  }
}
