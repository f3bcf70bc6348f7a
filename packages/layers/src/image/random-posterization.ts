import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type ColourOptions, perImage } from './colour.js';
import { batchSizeOf, RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range, transformValueRange, valueRange } from './ranges.js';
import { RANDOM_POSTERIZATION_PARAMETERS, type RandomPosterizationArguments } from './signatures.js';

export interface RandomPosterizationOptions extends ColourOptions {
  /** How many bits are kept: two integers between 1 and 8, of which the upper is not reached, or one for 1 and itself. */
  factor: Factor;
}

interface Transformation {
  /** How many bits go, uint8 [batch]. */
  readonly shift_factor: Tensor;
}

/**
 * In training, keeps only the leading bits of each value, of the eight that values from 0 to 255 have.
 *
 * @throws ValueError for a factor outside of [1, 8], or a value range that is no pair
 * @example
 * new RandomPosterization(4)(images, { training: true });
 */
export class RandomPosterization extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomPosterization');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_POSTERIZATION_PARAMETERS);

  readonly factor: Range;
  readonly valueRange: Range;

  constructor(...args: RandomPosterizationArguments) {
    const options = bindOptions(RANDOM_POSTERIZATION_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor, [1, 8]);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const [fewest, most] = this.factor;
    const shape = [batchSizeOf(images)];
    const kept =
      fewest === most
        ? ops.full(shape, fewest, 'uint8')
        : random.randint(shape, fewest, most, { dtype: 'uint8', seed });
    return { shift_factor: ops.subtract(8, kept) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training) return images;
    const dtype = this.computeDtype;
    const bytes = ops.cast(transformValueRange(images, this.valueRange, [0, 255], dtype), 'uint8');
    const shift = perImage(transformation!.shift_factor);
    const changed = ops.bitwiseLeftShift(ops.bitwiseRightShift(bytes, shift), shift);
    return transformValueRange(ops.cast(changed, dtype), [0, 255], this.valueRange, dtype);
  }
}
