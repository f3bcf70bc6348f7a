import { bindOptions, type PythonOptions } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { SPATIAL_DROPOUT_PARAMETERS, SpatialDropout, type SpatialDropoutOptions } from './spatial-dropout.js';

/**
 * Dropout of whole channels: inputs `[batch, height, width, channels]`.
 *
 * @throws ValueError for a rate outside of [0, 1]
 * @example
 * new SpatialDropout2D(0.5)(images, { training: true }); // shape [2, 16, 16, 3]
 */
@kerasLayer('SpatialDropout2D')
export class SpatialDropout2D extends SpatialDropout {
  constructor(...args: PythonOptions<typeof SPATIAL_DROPOUT_PARAMETERS, SpatialDropoutOptions>) {
    super(2, bindOptions('SpatialDropout2D', SPATIAL_DROPOUT_PARAMETERS, 1, args));
  }
}
