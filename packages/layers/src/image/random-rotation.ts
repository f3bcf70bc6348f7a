import { ops, random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { affineTransform } from '../preprocessing/bounding-boxes/transforms.js';
import { configNames } from '../serialization/configuration.js';
import { AffineLayer, affineRows } from './affine-layer.js';
import type { FillOptions } from './geometric-layer.js';
import { boxesTo, clippedBoxes, sizeIn } from './geometry.js';
import type { BoundingBoxes } from './image-data.js';
import { batchSizeOf } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { RANDOM_ROTATION_PARAMETERS, type RandomRotationArguments } from './signatures.js';

export interface RandomRotationOptions extends FillOptions {
  /** From where to where the angle lies, in full turns counter-clockwise: two numbers, or one for itself and its negative. */
  factor: Factor;
}

interface Transformation {
  /** Degrees, `[batch]`. */
  readonly angle: Tensor;
  /** `[batch, 8]`. */
  readonly rotation_matrix: Tensor;
  readonly image_height: number;
  readonly image_width: number;
  readonly batch_size: number;
}

/**
 * In training, turns each image around its centre by an angle of its own. Boxes are expected as 'xyxy' whatever the format of the
 * layer, which is that of the result, as in the original.
 *
 * @throws ValueError for a factor outside of [-1, 1]; NotImplementedError for an unknown fill mode or interpolation
 * @example
 * new RandomRotation(0.1, { fillMode: 'constant' })(images, { training: true }); // at most 36 degrees
 */
export class RandomRotation extends AffineLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomRotation');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_ROTATION_PARAMETERS);

  readonly factor: Range;

  constructor(...args: RandomRotationArguments) {
    const options = bindOptions(RANDOM_ROTATION_PARAMETERS, args);
    super(options);
    this.factor = factorRange(options.factor ?? 0);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const batch = batchSizeOf(images);
    const { height, width } = sizeIn(images.shape, this.dataFormat);
    const angle = random.uniform([batch], this.factor[0] * 360, this.factor[1] * 360, { seed });
    const matrix = rotation(angle, (width - 1) / 2, (height - 1) / 2);
    return {
      angle,
      rotation_matrix: images.rank === 3 ? ops.squeeze(matrix, 0) : matrix,
      image_height: height,
      image_width: width,
      batch_size: batch,
    };
  }

  protected override matrix({ rotation_matrix }: Transformation): Tensor {
    return rotation_matrix;
  }

  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training || transformation === null) return boundingBoxes;
    const { angle, image_height: height, image_width: width, batch_size: batch } = transformation;
    const [none, one] = [ops.zeros([batch]), ops.ones([batch])];
    const boxes = affineTransform(boundingBoxes.boxes, angle, none, none, one, none, none, height, width);
    const size = { height, width };
    return boxesTo(this, clippedBoxes({ ...boundingBoxes, boxes }, size), 'xyxy', size);
  }
}

/** Turns by degrees around a point. */
function rotation(angle: Tensor, x: number, y: number): Tensor {
  const radians = ops.expandDims(angle, 1).mul(Math.PI / 180);
  const [cos, sin] = [ops.cos(radians), ops.sin(radians)];
  const fixed = (a: Tensor, b: Tensor, at: number) => ops.subtract(at, a.mul(x)).sub(b.mul(y));
  return affineRows([cos, sin.neg(), fixed(cos, sin.neg(), x), sin, cos, fixed(sin, cos, y)]);
}
