import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { BaseUpSampling, type UpSamplingOptions } from './base-up-sampling.js';
import { UP_SAMPLING3D_PARAMETERS, type UpSampling3DArguments } from './signatures.js';

export type UpSampling3DOptions = UpSamplingOptions;

/**
 * Enlarges volumes by whole factors: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws ValueError unless the factors are positive integers
 * @example
 * new UpSampling3D([1, 2, 2])(volumes);
 */
export class UpSampling3D extends BaseUpSampling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'UpSampling3D');

  static override readonly parameters = /* @__PURE__ */ configNames(UP_SAMPLING3D_PARAMETERS);

  constructor(...args: UpSampling3DArguments) {
    super(3, bindOptions(UP_SAMPLING3D_PARAMETERS, args));
  }
}
