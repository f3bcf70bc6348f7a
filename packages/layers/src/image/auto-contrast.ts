import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type BaseImageOptions, BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';
import { type Range, transformValueRange, valueRange } from './ranges.js';
import { AUTO_CONTRAST_PARAMETERS, type AutoContrastArguments } from './signatures.js';

export interface AutoContrastOptions extends BaseImageOptions {
  /** The lowest and the highest value of a pixel. */
  valueRange?: readonly number[];
}

/**
 * Stretches the values of each channel of each image over the whole range, in training or not; a channel of one value stays as it is.
 *
 * @throws ValueError for a value range that is no pair
 * @example
 * new AutoContrast()(images);
 */
export class AutoContrast extends BaseImagePreprocessingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AutoContrast');

  static override readonly parameters = /* @__PURE__ */ configNames(AUTO_CONTRAST_PARAMETERS);

  readonly valueRange: Range;

  constructor(...args: AutoContrastArguments) {
    const options = bindOptions(AUTO_CONTRAST_PARAMETERS, args);
    super(options);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
  }

  protected override changeImages(images: Tensor): Tensor {
    const dtype = this.computeDtype;
    const given = ops.cast(transformValueRange(images, this.valueRange, [0, 255], dtype), dtype);
    // The axes of the original, whatever the data format.
    const [low, high] = [ops.min, ops.max].map((f) => f(given, [1, 2], true)) as [Tensor, Tensor];
    const isSpread = high.greater(low);
    const scale = ops.divide(255, ops.where(isSpread, high.sub(low), 1));
    const stretched = ops.clip(given.mul(scale).sub(low.mul(scale)), 0, 255);
    const results = transformValueRange(stretched, [0, 255], this.valueRange, dtype);
    return ops.where(isSpread, results, ops.cast(images, dtype));
  }
}
