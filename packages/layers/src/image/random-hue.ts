import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { channelAxis } from '../spatial-shape.js';
import { type Colour, type ColourOptions, perImage } from './colour.js';
import { batchSizeOf, RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range, transformValueRange } from './ranges.js';
import { RANDOM_HUE_PARAMETERS, type RandomHueArguments } from './signatures.js';

export interface RandomHueOptions extends ColourOptions {
  /** How far hues are turned, as a part of half a circle: two numbers between 0 and 1, or one for 0 and itself. */
  factor: Factor;
}

interface Transformation {
  /** Parts of a circle, [batch]. */
  readonly factor: Tensor;
}

/**
 * In training, turns the hues of each image by up to half a circle, in either direction.
 *
 * @throws ValueError for a factor outside of [0, 1]
 * @example
 * new RandomHue(0.2)(images, { training: true });
 */
export class RandomHue extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomHue');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_HUE_PARAMETERS);

  readonly factor: Range;
  readonly valueRange: readonly number[];

  constructor(...args: RandomHueArguments) {
    const options = bindOptions(RANDOM_HUE_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor, [0, 1]);
    this.valueRange = options.valueRange ?? [0, 255];
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const shape = [batchSizeOf(images)];
    const sign = ops.where(random.uniform(shape, { seed }).greater(0.5), -1, 1);
    const factor = random.uniform(shape, this.factor[0], this.factor[1], { seed });
    return { factor: factor.mul(sign).mul(0.5) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training) return images;
    const range = this.valueRange as Range;
    const given = transformValueRange(ops.cast(images, this.computeDtype), range, [0, 1]);
    const axis = channelAxis(this.dataFormat);
    const [hue, saturation, value] = ops.split(ops.image.rgbToHsv(given, this.dataFormat), 3, axis) as Colour;
    const turned = hue.add(ops.cast(perImage(transformation!.factor), hue.dtype));
    const below = ops.where(turned.greater(1), turned.sub(1), turned);
    const inside = ops.where(below.less(0), below.add(1), below);
    const changed = ops.image.hsvToRgb(ops.concatenate([inside, saturation, value], axis), this.dataFormat);
    return ops.cast(transformValueRange(ops.clip(changed, 0, 1), [0, 1], range), this.computeDtype);
  }
}
