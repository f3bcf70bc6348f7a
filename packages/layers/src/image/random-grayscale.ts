import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { fraction } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { perImage } from './colour.js';
import { batchSizeOf, RandomImageLayer, type RandomImageOptions } from './random-image-layer.js';
import { RANDOM_GRAYSCALE_PARAMETERS, type RandomGrayscaleArguments } from './signatures.js';

export interface RandomGrayscaleOptions extends RandomImageOptions {
  /** With which probability an image becomes grey. */
  factor?: number;
}

/**
 * In training, makes images grey, each with a probability of `factor`; they keep their three channels.
 *
 * @throws ValueError for a factor outside of [0, 1]
 * @example
 * new RandomGrayscale(0.5)(images, { training: true });
 */
export class RandomGrayscale extends RandomImageLayer<Tensor> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomGrayscale');

  // As in Keras, the seed is not kept.
  static override readonly parameters: readonly string[] = ['factor'];

  readonly factor: number;

  constructor(...args: RandomGrayscaleArguments) {
    const options = bindOptions(RANDOM_GRAYSCALE_PARAMETERS, args);
    super(options);
    this.factor = fraction(options.factor ?? 0.5, 'factor');
  }

  /** Whether each image becomes grey, [batch, 1, 1, 1]. */
  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Tensor {
    return perImage(random.uniform([batchSizeOf(images)], { seed }).less(this.factor));
  }

  protected override changeImages(images: Tensor, becomesGrey: Tensor | null, training: boolean): Tensor {
    if (!training) return images;
    const chosen = becomesGrey ?? this.draw(images, this.generator);
    return ops.where(chosen, ops.image.rgbToGrayscale(images, this.dataFormat), images);
  }
}
