import { ops, type random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type ColourOptions, decisions, perImage } from './colour.js';
import { batchSizeOf, RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { RANDOM_INVERT_PARAMETERS, type RandomInvertArguments } from './signatures.js';

export interface RandomInvertOptions extends ColourOptions {
  /** From where to where the probability lies: two numbers between 0 and 1, or one for 0 and itself. */
  factor?: Factor;
}

interface Transformation {
  /** [batch] */
  readonly apply_inversion: Tensor;
}

/**
 * In training, inverts images: each with a probability that is drawn from a range.
 *
 * @throws ValueError for a factor outside of [0, 1]
 * @example
 * new RandomInvert(0.3)(images, { training: true });
 */
export class RandomInvert extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomInvert');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_INVERT_PARAMETERS);

  readonly factor: Range;
  readonly valueRange: readonly number[];

  constructor(...args: RandomInvertArguments) {
    const options = bindOptions(RANDOM_INVERT_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor ?? 1, [0, 1]);
    this.valueRange = options.valueRange ?? [0, 255];
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    return { apply_inversion: decisions(batchSizeOf(images), this.factor, seed) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training) return images;
    const given = ops.cast(images, this.computeDtype);
    return ops.where(perImage(transformation!.apply_inversion), ops.subtract(this.valueRange[1]!, given), given);
  }
}
