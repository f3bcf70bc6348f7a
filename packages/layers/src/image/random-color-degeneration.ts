import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import type { ColourOptions } from './colour.js';
import { batchSizeOf, RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range, valueRange } from './ranges.js';
import { RANDOM_COLOR_DEGENERATION_PARAMETERS, type RandomColorDegenerationArguments } from './signatures.js';

export interface RandomColorDegenerationOptions extends ColourOptions {
  /** From where to where the factor lies: two numbers, or one for its negative and itself. */
  factor: Factor;
}

interface Transformation {
  /** [batch, 1, 1, 1] */
  readonly factor: Tensor;
}

/**
 * In training, takes colours out of each image: a factor of 0 changes nothing, 1 leaves grey.
 *
 * @throws ValueError for a factor outside of [-1, 1], or a value range that is no pair
 * @example
 * new RandomColorDegeneration([0.2, 0.6])(images, { training: true });
 */
export class RandomColorDegeneration extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomColorDegeneration');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_COLOR_DEGENERATION_PARAMETERS);

  readonly factor: Range;
  readonly valueRange: Range;

  constructor(...args: RandomColorDegenerationArguments) {
    const options = bindOptions(RANDOM_COLOR_DEGENERATION_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    return { factor: random.uniform([batchSizeOf(images), 1, 1, 1], this.factor[0], this.factor[1], { seed }) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training) return images;
    const given = ops.cast(images, this.computeDtype);
    const grey = ops.image.rgbToGrayscale(given, this.dataFormat);
    const changed = given.add(ops.cast(transformation!.factor, given.dtype).mul(grey.sub(given)));
    return ops.clip(changed, this.valueRange[0], this.valueRange[1]);
  }
}
