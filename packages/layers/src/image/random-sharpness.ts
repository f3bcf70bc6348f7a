import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { channelAxis } from '../spatial-shape.js';
import { type ColourOptions, perImage } from './colour.js';
import { batchSizeOf, RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range, valueRange } from './ranges.js';
import { RANDOM_SHARPNESS_PARAMETERS, type RandomSharpnessArguments } from './signatures.js';

export interface RandomSharpnessOptions extends ColourOptions {
  /** From where to where the factor lies: two numbers between 0 and 1, or one for 0 and itself. */
  factor: Factor;
}

interface Transformation {
  /** [batch] */
  readonly factor: Tensor;
}

/** Weights of a pixel and its neighbours. */
const SMOOTHING = [1, 1, 1, 1, 5, 1, 1, 1, 1].map((weight) => weight / 13);

/**
 * In training, blurs or sharpens each image: a factor of 0 blurs it, 0.5 changes nothing, 1 makes it sharper.
 *
 * @throws ValueError for a factor outside of [0, 1], or a value range that is no pair
 * @example
 * new RandomSharpness([0.3, 0.9])(images, { training: true });
 */
export class RandomSharpness extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomSharpness');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_SHARPNESS_PARAMETERS);

  readonly factor: Range;
  readonly valueRange: Range;

  constructor(...args: RandomSharpnessArguments) {
    const options = bindOptions(RANDOM_SHARPNESS_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor, [0, 1]);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    return { factor: random.uniform([batchSizeOf(images)], this.factor[0], this.factor[1], { seed }) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const given = ops.cast(images, this.computeDtype);
    if (!training) return given;
    const channels = given.shape.at(channelAxis(this.dataFormat))!;
    const kernel = ops.tile(ops.reshape(ops.cast(SMOOTHING, given.dtype), [3, 3, 1, 1]), [1, 1, channels, 1]);
    const smooth = ops.depthwiseConv(given, kernel, 1, 'same', this.dataFormat);
    const blur = ops.subtract(1, ops.cast(perImage(transformation!.factor).mul(2), given.dtype));
    return ops.clip(given.add(blur.mul(smooth.sub(given))), this.valueRange[0], this.valueRange[1]);
  }
}
