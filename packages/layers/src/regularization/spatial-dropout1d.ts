import { bindOptions, type PythonOptions } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { SpatialDropout, type SpatialDropoutOptions } from './spatial-dropout.js';

const PARAMETERS = ['rate', 'seed', 'name', 'dtype'] as const;

/**
 * Dropout of whole features: inputs `[batch, steps, features]`.
 *
 * @throws ValueError for a rate outside of [0, 1]
 * @example
 * new SpatialDropout1D(0.5)(sequences, { training: true }); // shape [2, 8, 4]
 */
@kerasLayer('SpatialDropout1D')
export class SpatialDropout1D extends SpatialDropout {
  constructor(...args: PythonOptions<typeof PARAMETERS, Omit<SpatialDropoutOptions, 'dataFormat'>>) {
    super(1, {
      ...bindOptions<SpatialDropoutOptions>('SpatialDropout1D', PARAMETERS, 1, args),
      dataFormat: 'channels_last',
    });
  }
}
