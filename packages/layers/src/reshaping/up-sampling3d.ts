import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseUpSampling, type UpSamplingOptions } from './base-up-sampling.js';

const PARAMETERS = ['size', 'dataFormat'] as const;

/**
 * Enlarges volumes by whole factors: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws ValueError unless the factors are positive integers
 * @example
 * new UpSampling3D([1, 2, 2])(volumes);
 */
@kerasLayer('UpSampling3D')
export class UpSampling3D extends BaseUpSampling {
  static override readonly parameters = PARAMETERS;

  constructor(...args: PythonOptions<typeof PARAMETERS, UpSamplingOptions>) {
    super(3, layerOptions('UpSampling3D', PARAMETERS, 0, args));
  }
}
