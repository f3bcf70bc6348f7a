import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { SPATIAL_DROPOUT2D_PARAMETERS, type SpatialDropout2DArguments } from './signatures.js';
import { SpatialDropout, type SpatialDropoutOptions } from './spatial-dropout.js';

export type SpatialDropout2DOptions = SpatialDropoutOptions;

/**
 * Dropout of whole channels: inputs `[batch, height, width, channels]`.
 *
 * @throws ValueError for a rate outside of [0, 1]
 * @example
 * new SpatialDropout2D(0.5)(images, { training: true }); // shape [2, 16, 16, 3]
 */
export class SpatialDropout2D extends SpatialDropout {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'SpatialDropout2D');

  constructor(...args: SpatialDropout2DArguments) {
    super(2, bindOptions(SPATIAL_DROPOUT2D_PARAMETERS, args));
  }
}
