import { ops, type random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { configNames } from '../serialization/configuration.js';
import type { ColourOptions } from './colour.js';
import { RandomBrightness } from './random-brightness.js';
import { RandomContrast } from './random-contrast.js';
import { RandomHue } from './random-hue.js';
import { RandomImageLayer } from './random-image-layer.js';
import { RandomSaturation } from './random-saturation.js';
import type { Factor } from './ranges.js';
import { RANDOM_COLOR_JITTER_PARAMETERS, type RandomColorJitterArguments } from './signatures.js';

export interface RandomColorJitterOptions extends ColourOptions {
  /** The factor of {@link RandomBrightness}; null for none of it. */
  brightnessFactor?: Factor | null;
  /** The factor of {@link RandomContrast}; null for none of it. */
  contrastFactor?: Factor | null;
  /** The factor of {@link RandomSaturation}; null for none of it. */
  saturationFactor?: Factor | null;
  /** The factor of {@link RandomHue}; null for none of it. */
  hueFactor?: Factor | null;
}

/**
 * In training, changes brightness, contrast, saturation and hue of each image, one after another.
 *
 * @throws ValueError for a factor that the layer of its name does not take
 * @example
 * new RandomColorJitter({ brightnessFactor: 0.2, hueFactor: 0.1 })(images, { training: true });
 */
export class RandomColorJitter extends RandomImageLayer<null> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomColorJitter');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_COLOR_JITTER_PARAMETERS);

  readonly valueRange: readonly number[];
  readonly brightnessFactor: Factor | null;
  readonly contrastFactor: Factor | null;
  readonly saturationFactor: Factor | null;
  readonly hueFactor: Factor | null;
  readonly randomBrightness: RandomBrightness | null;
  readonly randomContrast: RandomContrast | null;
  readonly randomSaturation: RandomSaturation | null;
  readonly randomHue: RandomHue | null;

  constructor(...args: RandomColorJitterArguments) {
    const options = bindOptions(RANDOM_COLOR_JITTER_PARAMETERS, args);
    super(options);
    this.valueRange = options.valueRange ?? [0, 255];
    this.brightnessFactor = options.brightnessFactor ?? null;
    this.contrastFactor = options.contrastFactor ?? null;
    this.saturationFactor = options.saturationFactor ?? null;
    this.hueFactor = options.hueFactor ?? null;
    const { valueRange, seed, dataFormat } = this;
    // Of the global dtype, as in Keras.
    const part = <Part>(type: new (options: PartOptions) => Part, factor: Factor | null): Part | null =>
      factor === null ? null : new type({ factor, valueRange, seed, dataFormat });
    this.randomBrightness = part(RandomBrightness, this.brightnessFactor);
    this.randomContrast = part(RandomContrast, this.contrastFactor);
    this.randomSaturation = part(RandomSaturation, this.saturationFactor);
    this.randomHue = part(RandomHue, this.hueFactor);
  }

  override build(inputShape: InputShape): void {
    for (const layer of [this.randomBrightness, this.randomContrast, this.randomSaturation, this.randomHue])
      layer?.build(inputShape);
  }

  /** The parts draw when their turn comes. */
  protected override draw(_images: Tensor, _seed: NonNullable<random.Seed>): null {
    return null;
  }

  protected override changeImages(images: Tensor, _transformation: null, training: boolean): Tensor {
    if (!training) return images;
    const { randomBrightness, randomContrast, randomSaturation, randomHue, generator, computeDtype } = this;
    const changed = <Drawn>(given: Tensor, part: RandomImageLayer<Drawn> | null): Tensor =>
      part ? part.transformImages(given, part.getRandomTransformation(given, { seed: generator })) : given;
    const contrasted = (given: Tensor): Tensor => {
      if (!randomContrast) return given;
      const drawn = randomContrast.getRandomTransformation(given, { seed: generator })!;
      const factor = ops.cast(drawn.contrast_factor, computeDtype);
      return randomContrast.transformImages(given, { contrast_factor: factor });
    };
    const lit = contrasted(changed(ops.cast(images, computeDtype), randomBrightness));
    return ops.cast(changed(changed(lit, randomSaturation), randomHue), computeDtype);
  }
}

interface PartOptions extends ColourOptions {
  factor: Factor;
}
