import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type ColourOptions, heightAndWidth } from './colour.js';
import { RandomImageLayer, shapePerImage } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { RANDOM_CONTRAST_PARAMETERS, type RandomContrastArguments } from './signatures.js';

export interface RandomContrastOptions extends ColourOptions {
  /** Contrasts are multiplied by numbers from 1 - lower to 1 + upper: these two, between 0 and 1, or upper alone for a lower of 0. */
  factor: Factor;
}

interface Transformation {
  readonly contrast_factor: Tensor;
}

/**
 * In training, moves the values of each channel away from its mean, or towards it, by a factor for each image.
 *
 * @throws ValueError for a factor outside of [0, 1]
 * @example
 * new RandomContrast(0.2)(images, { training: true });
 */
export class RandomContrast extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomContrast');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_CONTRAST_PARAMETERS);

  readonly factor: Range;
  readonly valueRange: readonly number[];

  constructor(...args: RandomContrastArguments) {
    const options = bindOptions(RANDOM_CONTRAST_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor, [0, 1]);
    this.valueRange = options.valueRange ?? [0, 255];
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const [lower, upper] = this.factor;
    const settings = { seed, dtype: this.computeDtype };
    return { contrast_factor: random.uniform(shapePerImage(images), 1 - lower, 1 + upper, settings) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training) return images;
    const [height, width] = heightAndWidth(this.dataFormat);
    const mean = ops.mean(ops.mean(images, height, true), width, true);
    const changed = images.sub(mean).mul(transformation!.contrast_factor).add(mean);
    return ops.clip(changed, this.valueRange[0]!, this.valueRange[1]!);
  }
}
