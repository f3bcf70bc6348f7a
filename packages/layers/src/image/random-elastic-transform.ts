import { NotImplementedError, ops, random, type Tensor } from '@org/core';
import { asTensor, bindOptions, distorted } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { GeometricLayer, type Interpolation, type InterpolationOptions } from './geometric-layer.js';
import { sizeIn, supported } from './geometry.js';
import { batchSizeOf } from './random-image-layer.js';
import { type Factor, factorRange, type Range, valueRange } from './ranges.js';
import { RANDOM_ELASTIC_TRANSFORM_PARAMETERS, type RandomElasticTransformArguments } from './signatures.js';

const fillModes = ['constant', 'nearest', 'wrap', 'mirror', 'reflect'] as const;

export interface RandomElasticTransformOptions extends InterpolationOptions {
  /** How probable a change is: from where to where that lies, or up to where, between 0 and 1. */
  factor?: Factor;
  /** How strong it is: from where to where that lies, or up to where, between 0 and 1. */
  scale?: Factor;
  /** What lies outside of the images. */
  fillMode?: (typeof fillModes)[number];
  /** The lowest and the highest value of a pixel, to which all pixels are brought. */
  valueRange?: readonly number[];
}

interface Transformation {
  /** Whether each image is changed, `[batch]`. */
  readonly apply_transform: Tensor;
  /** How strongly, a scalar. */
  readonly distortion_factor: Tensor;
  /** Where the distances come from by which pixels are moved. */
  readonly seed: random.Seed;
}

/**
 * In training, moves the pixels of some of the images by smooth random distances. Masks get distances of their own, as in the
 * original.
 *
 * @throws ValueError for a factor or a scale outside of [0, 1]; NotImplementedError for an unknown fill mode or interpolation
 * @example
 * new RandomElasticTransform({ scale: 0.5 })(images, { training: true });
 */
export class RandomElasticTransform extends GeometricLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomElasticTransform');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_ELASTIC_TRANSFORM_PARAMETERS);

  readonly factor: Range;
  readonly scale: Range;
  readonly fillMode: (typeof fillModes)[number];
  readonly valueRange: Range;

  constructor(...args: RandomElasticTransformArguments) {
    const options = bindOptions(RANDOM_ELASTIC_TRANSFORM_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor ?? 1, [0, 1]);
    this.scale = factorRange(options.scale ?? 1, [0, 1], 'scale');
    this.fillMode = supported(options.fillMode ?? 'reflect', 'fillMode', fillModes);
    this.valueRange = valueRange(options.valueRange ?? [0, 255]);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation | null {
    if (this.scale[1] === 0 || this.factor[1] === 0) return null;
    const batch = batchSizeOf(images);
    const probability = random.uniform([batch], this.factor[0], this.factor[1], { seed });
    const threshold = random.uniform([batch], { seed });
    const strength = random.uniform([], this.scale[0], this.scale[1], { seed, dtype: this.computeDtype });
    return { apply_transform: threshold.less(probability), distortion_factor: strength, seed };
  }

  /** @throws NotImplementedError for every box */
  protected override changeBoxes(): never {
    throw new NotImplementedError('RandomElasticTransform does not transform bounding boxes.');
  }

  protected override move(images: Tensor, transformation: Transformation, interpolation: Interpolation): Tensor {
    const { apply_transform, seed } = transformation;
    const strength = asTensor(transformation.distortion_factor);
    const { height, width } = sizeIn(images.shape, this.dataFormat);
    const { fillMode, fillValue } = this;
    const isFirst = this.dataFormat === 'channels_first';
    const moved = distorted(isFirst ? ops.transpose(images, [0, 2, 3, 1]) : images, {
      alpha: strength.mul(0.1).mul(Math.max(height, width)),
      sigma: strength.mul(0.05).mul(Math.min(height, width)),
      sigmaBound: Math.min(height, width) * 0.05 * this.scale[1],
      interpolation,
      fillMode,
      fillValue,
      seed,
    });
    const isMoved = ops.reshape(asTensor(apply_transform), [-1, 1, 1, 1]);
    const result = ops.where(isMoved, isFirst ? ops.transpose(moved, [0, 3, 1, 2]) : moved, images);
    return ops.clip(result, this.valueRange[0], this.valueRange[1]).cast(this.computeDtype);
  }
}
