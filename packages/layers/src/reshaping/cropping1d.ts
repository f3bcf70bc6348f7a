import { bindOptions } from '@org/core/internal';
import { standardizeTuple } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { BaseCropping } from './base-cropping.js';
import { CROPPING1D_PARAMETERS, type Cropping1DArguments } from './signatures.js';

export interface Cropping1DOptions extends LayerOptions {
  /** How many steps to cut off: from both ends, or [from the start, from the end]. */
  cropping?: number | readonly [number, number];
}

/**
 * Cuts off both ends of a sequence: inputs `[batch, steps, features]`.
 *
 * @throws ValueError unless something is left
 * @example
 * new Cropping1D([1, 0])(sequences); // without the first step
 */
export class Cropping1D extends BaseCropping {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Cropping1D');

  static override readonly parameters = /* @__PURE__ */ configNames(CROPPING1D_PARAMETERS);

  override readonly cropping: readonly number[];

  constructor(...args: Cropping1DArguments) {
    const options = bindOptions(CROPPING1D_PARAMETERS, args);
    const cropping = standardizeTuple(options.cropping ?? 1, 2, 'cropping', true) as [number, number];
    super(1, { ...options, cropping: [cropping], dataFormat: 'channels_last' }, 1);
    this.cropping = cropping;
  }
}
