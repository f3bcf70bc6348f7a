import { epsilon, ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { channelAxis } from '../spatial-shape.js';
import { type Colour, type ColourOptions, perImage } from './colour.js';
import { batchSizeOf, RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range, valueRange } from './ranges.js';
import { RANDOM_SATURATION_PARAMETERS, type RandomSaturationArguments } from './signatures.js';

export interface RandomSaturationOptions extends ColourOptions {
  /** From where to where the factor lies: two numbers, or one for its negative and itself. */
  factor: Factor;
}

interface Transformation {
  /** What saturations are multiplied by, [batch]. */
  readonly factor: Tensor;
}

/**
 * In training, changes the saturation of each image: a factor of 0 leaves grey, 0.5 changes nothing, 1 saturates.
 *
 * @throws ValueError for a factor outside of [-1, 1], a value range that is no pair, or images that are not floating
 * @example
 * new RandomSaturation([0.4, 0.6])(images, { training: true });
 */
export class RandomSaturation extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomSaturation');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_SATURATION_PARAMETERS);

  readonly factor: Range;
  readonly valueRange: Range;

  constructor(...args: RandomSaturationArguments) {
    const options = bindOptions(RANDOM_SATURATION_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const factor = random.uniform([batchSizeOf(images)], this.factor[0], this.factor[1], { seed });
    return { factor: factor.div(ops.subtract(1, factor).add(epsilon())) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training) return images;
    const axis = channelAxis(this.dataFormat);
    const [hue, saturation, value] = ops.split(ops.image.rgbToHsv(images, this.dataFormat), 3, axis) as Colour;
    const factor = ops.cast(perImage(transformation!.factor), this.computeDtype);
    const changed = ops.clip(saturation.mul(factor), this.valueRange[0], this.valueRange[1]);
    return ops.image.hsvToRgb(ops.concatenate([hue, changed, value], axis), this.dataFormat);
  }
}
