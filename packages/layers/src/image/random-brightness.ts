import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { RandomImageLayer, type RandomImageOptions, shapePerImage } from './random-image-layer.js';
import { type Factor, factorRange, type Range, valueRange } from './ranges.js';
import { RANDOM_BRIGHTNESS_PARAMETERS, type RandomBrightnessArguments } from './signatures.js';

export interface RandomBrightnessOptions extends RandomImageOptions {
  /** From where to where the change lies, between -1 (black) and 1 (white): two numbers, or one for itself and its negative. */
  factor: Factor;
  /** The lowest and the highest value of a pixel. */
  valueRange?: readonly number[];
}

interface Transformation {
  /** What is added to each image. */
  readonly rgb_delta: Tensor;
}

/**
 * In training, makes each image brighter or darker by an amount of its own.
 *
 * @throws ValueError for a factor outside of [-1, 1], or a value range that is no pair
 * @example
 * new RandomBrightness(0.2)(images, { training: true });
 */
export class RandomBrightness extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomBrightness');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_BRIGHTNESS_PARAMETERS);

  readonly factor: Range;
  readonly valueRange: Range;

  constructor(...args: RandomBrightnessArguments) {
    const options = bindOptions(RANDOM_BRIGHTNESS_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor ?? 0);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const share = random.uniform(shapePerImage(images), this.factor[0], this.factor[1], { seed });
    return { rgb_delta: share.mul(this.valueRange[1] - this.valueRange[0]) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training) return images;
    const brighter = images.add(ops.cast(transformation!.rgb_delta, images.dtype));
    return ops.clip(brighter, this.valueRange[0], this.valueRange[1]);
  }
}
