import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { spatialShape } from '../spatial-shape.js';
import { BaseUpSampling, type UpSamplingOptions } from './base-up-sampling.js';
import { UP_SAMPLING2D_PARAMETERS, type UpSampling2DArguments } from './signatures.js';

export interface UpSampling2DOptions extends UpSamplingOptions {
  /** 'nearest' repeats pixels; 'bilinear', 'bicubic', 'lanczos3', 'lanczos5' interpolate. */
  interpolation?: string;
}

/**
 * Enlarges images by whole factors: inputs `[batch, height, width, channels]`.
 *
 * @throws ValueError unless the factors are positive integers
 * @example
 * new UpSampling2D(2, { interpolation: 'bilinear' })(images);
 */
export class UpSampling2D extends BaseUpSampling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'UpSampling2D');

  static override readonly parameters = /* @__PURE__ */ configNames(UP_SAMPLING2D_PARAMETERS);

  readonly interpolation: string;

  constructor(...args: UpSampling2DArguments) {
    const options = bindOptions(UP_SAMPLING2D_PARAMETERS, args);
    super(2, options);
    this.interpolation = String(options.interpolation ?? 'nearest').toLowerCase();
  }

  override call(inputs: Tensor): Tensor {
    const { interpolation, dataFormat } = this;
    if (interpolation === 'nearest') return super.call(inputs);
    const size = spatialShape(this.computeOutputShape(inputs.shape), dataFormat) as [number, number];
    return ops.image.resize(inputs, size, { interpolation, dataFormat });
  }
}
