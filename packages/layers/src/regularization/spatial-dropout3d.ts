import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { SPATIAL_DROPOUT3D_PARAMETERS, type SpatialDropout3DArguments } from './signatures.js';
import { SpatialDropout, type SpatialDropoutOptions } from './spatial-dropout.js';

export type SpatialDropout3DOptions = SpatialDropoutOptions;

/**
 * Dropout of whole channels: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws ValueError for a rate outside of [0, 1]
 * @example
 * new SpatialDropout3D(0.5)(volumes, { training: true }); // shape [2, 9, 9, 9, 1]
 */
export class SpatialDropout3D extends SpatialDropout {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'SpatialDropout3D');

  constructor(...args: SpatialDropout3DArguments) {
    super(3, bindOptions(SPATIAL_DROPOUT3D_PARAMETERS, args));
  }
}
