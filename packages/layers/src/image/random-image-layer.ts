import { random, type Tensor } from '@org/core';
import { type BaseImageOptions, BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';

export interface RandomImageOptions extends BaseImageOptions {
  /** Where the random numbers start: an integer; null draws one. */
  seed?: number | null;
}

/** Base of the image layers that draw something for each call of training, in Keras's order of draws. */
export abstract class RandomImageLayer<Transformation> extends BaseImagePreprocessingLayer<Transformation> {
  readonly seed: number | null;
  readonly generator: random.SeedGenerator;

  /** @param seed what configs say of the seed */
  constructor(options: RandomImageOptions = {}, seed: number | null = options.seed ?? null) {
    super(options);
    this.seed = seed;
    this.generator = new random.SeedGenerator(options.seed ?? null);
  }

  /** What is done to `images`, of rank 3 or 4; null for nothing. */
  protected abstract draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation | null;

  protected override prepare(images: Tensor, training: boolean, seed: random.Seed): Transformation | null {
    return training ? this.draw(images, seed ?? this.generator) : null;
  }
}

/** The size of the batch; one image is one. */
export const batchSizeOf = (images: Tensor): number => (images.rank === 4 ? images.shape[0]! : 1);

/** A number for each image, `[batch, 1, 1, 1]`, or `[1, 1, 1]` for one image without batch axis. */
export const shapePerImage = (images: Tensor): number[] =>
  images.rank === 4 ? [images.shape[0]!, 1, 1, 1] : [1, 1, 1];
