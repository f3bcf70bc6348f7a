import { ops, random, type Tensor, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type ColourOptions, decisions, perImage } from './colour.js';
import { drawBounds, patchMask, sizesOf } from './patches.js';
import { batchSizeOf, RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { RANDOM_ERASING_PARAMETERS, type RandomErasingArguments } from './signatures.js';

export interface RandomErasingOptions extends ColourOptions {
  /** From where to where the probability lies: two numbers between 0 and 1, or one for 0 and itself. */
  factor?: Factor;
  /** Which part of the area the rectangle takes, if it is as high as wide: two numbers between 0 and 1, or one for 0 and itself. */
  scale?: Factor;
  /** What is put into the rectangle: a number, or one for each of three channels; null for normal noise. */
  fillValue?: number | readonly number[] | null;
}

interface Transformation {
  /** Which images are changed, [batch]. */
  readonly apply_erasing: Tensor;
  /** True where something is erased, [batch, height, width, 1]. */
  readonly batch_masks: Tensor;
  readonly fill_value: Tensor;
}

/**
 * In training, puts noise or a colour into a rectangle of each image, with a probability that is drawn from a range (Zhong et al.,
 * arXiv:1708.04896).
 *
 * @throws ValueError for factors or scales outside of [0, 1], or a fill value that is no number or list of three
 * @example
 * new RandomErasing(1, { fillValue: 0 })(images, { training: true });
 */
export class RandomErasing extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomErasing');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_ERASING_PARAMETERS);

  readonly factor: Range;
  readonly scale: Range;
  readonly fillValue: number | readonly number[] | null;
  readonly valueRange: readonly number[];

  constructor(...args: RandomErasingArguments) {
    const options = bindOptions(RANDOM_ERASING_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor ?? 1, [0, 1]);
    this.scale = factorRange(options.scale ?? [0.02, 0.33], [0, 1], 'scale');
    this.fillValue = fillValueOf(options.fillValue ?? null);
    this.valueRange = options.valueRange ?? [0, 255];
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const { scale, dataFormat, computeDtype: dtype } = this;
    const batch = batchSizeOf(images);
    const [height, width] = sizesOf(images.shape, dataFormat);
    const shares = ops.sqrt(random.uniform([batch, 2], scale[0], scale[1], { dtype, seed }));
    const horizontal = drawBounds(width, shares.at(':', 0), dtype, seed);
    const vertical = drawBounds(height, shares.at(':', 1), dtype, seed);
    return {
      batch_masks: patchMask(images.shape, dataFormat, horizontal, vertical),
      apply_erasing: decisions(batch, this.factor, seed),
      fill_value: ops.clip(this.#fill(images, seed), this.valueRange[0]!, this.valueRange[1]!),
    };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const given = ops.cast(images, this.computeDtype);
    if (!training || !transformation) return given;
    const { apply_erasing: applies, batch_masks: masks, fill_value: fill } = transformation;
    return ops.where(ops.logicalAnd(masks, perImage(applies)), fill, given);
  }

  #fill(images: Tensor, seed: NonNullable<random.Seed>): Tensor {
    const { fillValue, computeDtype: dtype } = this;
    if (fillValue === null) return random.normal(images.shape, { dtype, seed }).mul(this.valueRange[1]!);
    const values = ops.convertToTensor(fillValue, dtype);
    return this.dataFormat === 'channels_last' || values.rank === 0 ? values : ops.reshape(values, [-1, 1, 1]);
  }
}

function fillValueOf(given: unknown): number | readonly number[] | null {
  const isColour = Array.isArray(given) && given.length === 3;
  if (given === null || typeof given === 'number' || isColour) return given as number | readonly number[] | null;
  throw new ValueError('Invalid value for argument `fillValue`.', {
    expected: 'a number, or a list of three numbers',
    received: `fillValue=${show(given)}`,
  });
}
