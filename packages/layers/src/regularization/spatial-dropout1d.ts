import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { SPATIAL_DROPOUT1D_PARAMETERS, type SpatialDropout1DArguments } from './signatures.js';
import { SpatialDropout, type SpatialDropoutOptions } from './spatial-dropout.js';

export type SpatialDropout1DOptions = Omit<SpatialDropoutOptions, 'dataFormat'>;

/**
 * Dropout of whole features: inputs `[batch, steps, features]`.
 *
 * @throws ValueError for a rate outside of [0, 1]
 * @example
 * new SpatialDropout1D(0.5)(sequences, { training: true }); // shape [2, 8, 4]
 */
export class SpatialDropout1D extends SpatialDropout {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'SpatialDropout1D');

  constructor(...args: SpatialDropout1DArguments) {
    super(1, {
      ...bindOptions(SPATIAL_DROPOUT1D_PARAMETERS, args),
      dataFormat: 'channels_last',
    });
  }
}
