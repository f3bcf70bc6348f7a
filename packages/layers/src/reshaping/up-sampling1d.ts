import { PythonTypeError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { BaseUpSampling } from './base-up-sampling.js';
import { UP_SAMPLING1D_PARAMETERS, type UpSampling1DArguments } from './signatures.js';

export interface UpSampling1DOptions extends LayerOptions {
  /** How often each step is repeated. */
  size?: number;
}

/**
 * Repeats each step of a sequence: inputs `[batch, steps, features]`.
 *
 * @throws TypeError unless `size` is an integer, ValueError unless it is positive
 * @example
 * new UpSampling1D(3)(sequences); // three times as long
 */
export class UpSampling1D extends BaseUpSampling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'UpSampling1D');

  static override readonly parameters = /* @__PURE__ */ configNames(UP_SAMPLING1D_PARAMETERS);

  override readonly size: number;

  constructor(...args: UpSampling1DArguments) {
    const options = bindOptions(UP_SAMPLING1D_PARAMETERS, args);
    const { size = 2 } = options;
    if (!Number.isInteger(size)) {
      throw new PythonTypeError('`size` must be an integer.', { received: `size=${show(size)}` });
    }
    super(1, { ...options, size: positiveInteger(size, 'size'), dataFormat: 'channels_last' });
    this.size = size;
  }
}
