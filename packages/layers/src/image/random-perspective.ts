import { ops, random, type Shape, type Tensor, ValueError } from '@org/core';
import { asTensor, bindOptions, convert } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { GeometricLayer, type Interpolation, type InterpolationOptions } from './geometric-layer.js';
import { boxesFrom, clippedBoxes, sizeIn } from './geometry.js';
import { homography, projected } from './homography.js';
import type { BoundingBoxes } from './image-data.js';
import { batchSizeOf } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { RANDOM_PERSPECTIVE_PARAMETERS, type RandomPerspectiveArguments } from './signatures.js';

export interface RandomPerspectiveOptions extends InterpolationOptions {
  /** How probable a change is: from where to where that lies, or up to where, between 0 and 1. */
  factor?: Factor;
  /** How far corners are moved, as a share of the image, between 0 and 1. */
  scale?: number;
}

interface Transformation {
  /** Whether each image is changed, `[batch]`. */
  readonly apply_perspective: Tensor;
  /** The corners (x, y) of each image, `[batch, 4, 2]`, and where they come to lie. */
  readonly start_points: Tensor;
  readonly end_points: Tensor;
  readonly input_shape: Shape;
}

/**
 * In training, shows some of the images in another perspective. Boxes of the result are 'xyxy', whatever the format of the layer, as in
 * the original.
 *
 * @throws ValueError for a factor or a scale outside of [0, 1]; NotImplementedError for an unknown interpolation
 * @example
 * new RandomPerspective(0.5, { scale: 0.2 })(images, { training: true });
 */
export class RandomPerspective extends GeometricLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomPerspective');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_PERSPECTIVE_PARAMETERS);

  readonly factor: Range;
  readonly scale: number;

  constructor(...args: RandomPerspectiveArguments) {
    const options = bindOptions(RANDOM_PERSPECTIVE_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor ?? 1, [0, 1]);
    this.scale = options.scale ?? 1;
    if (this.scale >= 0 && this.scale <= 1) return;
    throw new ValueError('Invalid value for argument `scale`.', {
      expected: 'a number in the range [0, 1]',
      received: `scale=${this.scale}`,
    });
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const batch = batchSizeOf(images);
    const { height, width } = sizeIn(images.shape, this.dataFormat);
    const { computeDtype: dtype, scale } = this;
    const probability = random.uniform([batch], this.factor[0], this.factor[1], { seed });
    const threshold = random.uniform([batch], { seed });
    const shares = random.uniform([batch, 4, 2], -0.5 * scale, 0.5 * scale, { seed, dtype });
    const [right, bottom] = [width - 1, height - 1];
    const corners = convert(
      [
        [
          [0, 0],
          [right, 0],
          [0, bottom],
          [right, bottom],
        ],
      ],
      dtype,
    );
    const start = ops.repeat(corners, batch, 0);
    return {
      apply_perspective: threshold.less(probability),
      start_points: start,
      end_points: start.add(start.mul(shares)),
      input_shape: images.shape,
    };
  }

  protected override move(images: Tensor, transformation: Transformation, interpolation: Interpolation): Tensor {
    const { start_points, end_points, apply_perspective } = transformation;
    const { fillValue, dataFormat } = this;
    const options = { interpolation, fillValue, dataFormat };
    const seen = ops.image.perspectiveTransform(images, start_points, end_points, options);
    return ops.where(ops.reshape(apply_perspective, [-1, 1, 1, 1]), seen, images);
  }

  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training || transformation === null) return boundingBoxes;
    const size = sizeIn(transformation.input_shape, this.dataFormat);
    const given = boxesFrom(this, boundingBoxes, 'xyxy', size);
    const map = homography(transformation.start_points, transformation.end_points);
    const [left, top, right, bottom] = ops.split(given.boxes, 4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const [x, y] = projected(
      ops.concatenate([left, right, left, right], -1),
      ops.concatenate([top, bottom, bottom, top], -1),
      map,
    );
    const around = ops.stack([ops.min(x, -1), ops.min(y, -1), ops.max(x, -1), ops.max(y, -1)], -1);
    const isChanged = ops.reshape(asTensor(transformation.apply_perspective), [-1, 1, 1]);
    return clippedBoxes({ ...given, boxes: ops.where(isChanged, around, given.boxes) }, size);
  }
}
