import { bindOptions, type PythonOptions } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { SPATIAL_DROPOUT_PARAMETERS, SpatialDropout, type SpatialDropoutOptions } from './spatial-dropout.js';

/**
 * Dropout of whole channels: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws ValueError for a rate outside of [0, 1]
 * @example
 * new SpatialDropout3D(0.5)(volumes, { training: true }); // shape [2, 9, 9, 9, 1]
 */
@kerasLayer('SpatialDropout3D')
export class SpatialDropout3D extends SpatialDropout {
  constructor(...args: PythonOptions<typeof SPATIAL_DROPOUT_PARAMETERS, SpatialDropoutOptions>) {
    super(3, bindOptions('SpatialDropout3D', SPATIAL_DROPOUT_PARAMETERS, 1, args));
  }
}
