/** What the layers that change colours share. */
import { type DataFormat, ops, random, type Tensor } from '@org/core';
import type { RandomImageOptions } from './random-image-layer.js';
import type { Range } from './ranges.js';

export interface ColourOptions extends RandomImageOptions {
  /** The lowest and the highest value of a pixel. */
  valueRange?: readonly number[];
}

/** Numbers `[batch]`, one for each image, as `[batch, 1, 1, 1]`. */
export const perImage = (x: Tensor): Tensor => ops.reshape(x, [-1, 1, 1, 1]);

/** The axes of height and width of images, counted from the end, so that they hold for one image as well. */
export const heightAndWidth = (dataFormat: DataFormat): [height: number, width: number] =>
  dataFormat === 'channels_last' ? [-3, -2] : [-2, -1];

/** Planes of hue, saturation and value, or of red, green and blue. */
export type Colour = [Tensor, Tensor, Tensor];

/** For each image of a batch, true with a probability that is drawn from a range for it. */
export function decisions(batch: number, [lower, upper]: Range, seed: NonNullable<random.Seed>): Tensor {
  const probability = random.uniform([batch], lower, upper, { seed });
  return random.uniform([batch], { seed }).less(probability);
}
