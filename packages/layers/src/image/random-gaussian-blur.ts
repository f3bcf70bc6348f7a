import { ops, random, type Tensor, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type ColourOptions, decisions, perImage } from './colour.js';
import { batchSizeOf, RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { RANDOM_GAUSSIAN_BLUR_PARAMETERS, type RandomGaussianBlurArguments } from './signatures.js';

export interface RandomGaussianBlurOptions extends ColourOptions {
  /** From where to where the probability lies: two numbers between 0 and 1, or one for 0 and itself. */
  factor?: Factor;
  /** Width and height of the filter, or one number for both; odd. */
  kernelSize?: number | readonly number[];
  /** From where to where the standard deviation of the filter lies, in pixels: two numbers between 0 and 1, or one for 0 and itself. */
  sigma?: Factor;
}

interface Transformation {
  /** [batch] */
  readonly should_apply_blur: Tensor;
  /** Standard deviations along width and height. */
  readonly blur_factor: Tensor;
}

/**
 * In training, blurs images: each with a probability that is drawn from a range. All images of a batch are blurred as much.
 *
 * @throws ValueError for factors or deviations outside of [0, 1], or sizes that are not odd
 * @example
 * new RandomGaussianBlur(0.5, [5, 3], [0.4, 1])(images, { training: true });
 */
export class RandomGaussianBlur extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomGaussianBlur');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_GAUSSIAN_BLUR_PARAMETERS);

  readonly factor: Range;
  readonly kernelSize: Range;
  readonly sigma: Range;
  readonly valueRange: readonly number[];

  constructor(...args: RandomGaussianBlurArguments) {
    const options = bindOptions(RANDOM_GAUSSIAN_BLUR_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor ?? 1, [0, 1]);
    this.kernelSize = oddSizes(options.kernelSize ?? 3);
    this.sigma = factorRange(options.sigma ?? 1, [0, 1], 'sigma');
    this.valueRange = options.valueRange ?? [0, 255];
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const shouldApply = decisions(batchSizeOf(images), this.factor, seed);
    const sigma = random.uniform([2], this.sigma[0], this.sigma[1], { seed, dtype: this.computeDtype });
    return { should_apply_blur: shouldApply, blur_factor: sigma.add(1e-6) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const given = ops.cast(images, this.computeDtype);
    if (!training || !transformation) return given;
    const { should_apply_blur: shouldApply, blur_factor: sigma } = transformation;
    const blurred = ops.image.gaussianBlur(given, this.kernelSize, sigma, this.dataFormat);
    return ops.clip(ops.where(perImage(shouldApply), blurred, given), this.valueRange[0]!, this.valueRange[1]!);
  }
}

/** @throws ValueError unless given an odd integer, or two */
function oddSizes(given: unknown): Range {
  const sizes = Array.isArray(given) ? given : [given, given];
  if (sizes.length === 2 && sizes.every((size) => Number.isInteger(size) && size > 0 && size % 2 === 1))
    return sizes as unknown as Range;
  throw new ValueError('Invalid value for argument `kernelSize`.', {
    expected: 'an odd integer, or a list of two',
    received: `kernelSize=${show(given)}`,
  });
}
