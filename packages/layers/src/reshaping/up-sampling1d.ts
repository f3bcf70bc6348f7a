import { type PythonOptions, TypeError } from '@org/core';
import { positiveInteger } from '../arguments.js';
import { kerasLayer, layerOptions } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { BaseUpSampling } from './base-up-sampling.js';

export interface UpSampling1DOptions extends LayerOptions {
  /** How often each step is repeated. */
  size?: number;
}

const PARAMETERS = ['size'] as const;

/**
 * Repeats each step of a sequence: inputs `[batch, steps, features]`.
 *
 * @throws TypeError unless `size` is an integer, ValueError unless it is positive
 * @example
 * new UpSampling1D(3)(sequences); // three times as long
 */
@kerasLayer('UpSampling1D')
export class UpSampling1D extends BaseUpSampling {
  static override readonly parameters = PARAMETERS;

  override readonly size: number;

  constructor(...args: PythonOptions<typeof PARAMETERS, UpSampling1DOptions>) {
    const options = layerOptions<UpSampling1DOptions>('UpSampling1D', PARAMETERS, 0, args);
    const { size = 2 } = options;
    if (!Number.isInteger(size)) {
      throw new TypeError('`size` must be an integer.', { received: `size=${JSON.stringify(size)}` });
    }
    super(1, { ...options, size: positiveInteger(size, 'size'), dataFormat: 'channels_last' });
    this.size = size;
  }
}
