import { ops, random, type Tensor, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import type { ColourOptions } from './colour.js';
import { RandomImageLayer, shapePerImage } from './random-image-layer.js';
import { type Factor, type Range, transformValueRange, valueRange } from './ranges.js';
import { SOLARIZATION_PARAMETERS, type SolarizationArguments } from './signatures.js';

export interface SolarizationOptions extends ColourOptions {
  /** What is added first, as a part of the value range: from where to where it lies, between 0 and 1, or one number for 0 and itself. */
  additionFactor?: Factor;
  /** From which value on pixels are inverted: from where to where it lies, between 0 and 1, or one number for 0 and itself. */
  thresholdFactor?: Factor;
}

interface Transformation {
  readonly additions: Tensor;
  readonly thresholds: Tensor;
}

/**
 * In training, inverts the values of each image that reach a threshold, after something was added to all of them.
 *
 * @throws ValueError for factors outside of [0, 1], or a value range that is no pair
 * @example
 * new Solarization({ thresholdFactor: [0.5, 0.5] })(images, { training: true });
 */
export class Solarization extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Solarization');

  static override readonly parameters = /* @__PURE__ */ configNames(SOLARIZATION_PARAMETERS);

  readonly additionFactor: Range;
  readonly thresholdFactor: Range;
  readonly valueRange: Range;

  constructor(...args: SolarizationArguments) {
    const options = bindOptions(SOLARIZATION_PARAMETERS, args);
    super(options);
    this.additionFactor = shareRange(options.additionFactor ?? 0, 'additionFactor');
    this.thresholdFactor = shareRange(options.thresholdFactor ?? 0, 'thresholdFactor');
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    // The lower end is not multiplied, as in the original.
    const amounts = ([lower, upper]: Range) =>
      random.uniform(shapePerImage(images), lower, upper * 255, { seed, dtype: this.computeDtype });
    return { additions: amounts(this.additionFactor), thresholds: amounts(this.thresholdFactor) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const dtype = this.computeDtype;
    const given = ops.cast(images, dtype);
    if (!training || !transformation) return given;
    const { additions, thresholds } = transformation;
    const values = ops.clip(transformValueRange(given, this.valueRange, [0, 255], dtype).add(additions), 0, 255);
    const results = ops.where(values.less(thresholds), values, ops.subtract(255, values));
    return transformValueRange(results, [0, 255], this.valueRange, dtype);
  }
}

/**
 * The range that a factor stands for.
 *
 * @throws ValueError unless given a number from 0 to 1, or two
 */
function shareRange(factor: unknown, name: string): Range {
  const ends = Array.isArray(factor) ? factor : [0, factor];
  if (ends.length === 2 && ends.every((end) => typeof end === 'number' && end >= 0 && end <= 1))
    return [Math.min(...ends), Math.max(...ends)];
  throw new ValueError(`Invalid value for argument \`${name}\`.`, {
    expected: 'a number, or a list of two numbers, in the range [0, 1]',
    received: `${name}=${show(factor)}`,
  });
}
