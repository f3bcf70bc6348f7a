import { ops, random, type Shape, type Tensor } from '@org/core';
import { asTensor, bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { AffineLayer, affineRows } from './affine-layer.js';
import type { FillOptions } from './geometric-layer.js';
import { boxesFrom, boxesTo, clippedBoxes, sizeIn } from './geometry.js';
import type { BoundingBoxes } from './image-data.js';
import { batchSizeOf } from './random-image-layer.js';
import { type Factor, type Range, strictRange } from './ranges.js';
import { RANDOM_SHEAR_PARAMETERS, type RandomShearArguments } from './signatures.js';

export interface RandomShearOptions extends FillOptions {
  /** From where to where the shear along the rows lies, between 0 and 1: two numbers, or one for itself and its negative. */
  xFactor?: Factor;
  /** The same along the columns. */
  yFactor?: Factor;
}

interface Transformation {
  /** Along rows and columns, `[batch, 2]`. */
  readonly shear_factor: Tensor;
  readonly input_shape: Shape;
}

/**
 * In training, shears each image along both axes.
 *
 * @throws ValueError for factors outside of [0, 1]; NotImplementedError for an unknown fill mode or interpolation
 * @example
 * new RandomShear({ xFactor: 0.2 })(images, { training: true });
 */
export class RandomShear extends AffineLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomShear');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_SHEAR_PARAMETERS);

  readonly xFactor: Range;
  readonly yFactor: Range;

  constructor(...args: RandomShearArguments) {
    const options = bindOptions(RANDOM_SHEAR_PARAMETERS, args);
    super(options);
    this.xFactor = shearRange(options.xFactor ?? 0, 'xFactor');
    this.yFactor = shearRange(options.yFactor ?? 0, 'yFactor');
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const uniform = ([from, to]: Range) =>
      random.uniform([batchSizeOf(images), 1], from, to, { seed, dtype: this.computeDtype });
    const sign = ops.where(uniform([0, 1]).greater(0.5), -1, 1);
    const y = uniform(this.yFactor);
    const x = uniform(this.xFactor);
    return { shear_factor: ops.concatenate([x, y], 1).mul(sign.cast(x.dtype)), input_shape: images.shape };
  }

  protected override matrix({ shear_factor }: Transformation): Tensor {
    const [x, y] = ops.split(shear_factor, 2, 1) as [Tensor, Tensor];
    return affineRows([1, x, 0, y, 1, 0]);
  }

  /** The boxes around the sheared boxes, in shares of the image. */
  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training || transformation === null) return boundingBoxes;
    const size = sizeIn(transformation.input_shape, this.dataFormat);
    const dtype = this.computeDtype;
    const given = boxesFrom(this, boundingBoxes, 'rel_xyxy', size, dtype);
    const [x, y] = ops.split(asTensor(transformation.shear_factor).cast(dtype), 2, -1) as [Tensor, Tensor];
    const [x1, y1, x2, y2] = ops.split(given.boxes, 4, -1).map((edge) => ops.squeeze(edge, -1)) as Edges;
    const left = ops.where(x.less(0), x1.sub(x.mul(y1)), x1.sub(x.mul(y2)));
    const right = ops.where(x.less(0), x2.sub(x.mul(y2)), x2.sub(x.mul(y1)));
    const top = ops.where(y.greater(0), y1.sub(y.mul(right)), y1.sub(y.mul(left)));
    const bottom = ops.where(y.greater(0), y2.sub(y.mul(left)), y2.sub(y.mul(right)));
    const boxes = ops.stack([left, top, right, bottom], -1);
    return boxesTo(this, clippedBoxes({ ...given, boxes }, size, 'rel_xyxy'), 'rel_xyxy', size, dtype);
  }
}

type Edges = [x1: Tensor, y1: Tensor, x2: Tensor, y2: Tensor];

/** Configs hold the range that a number stands for, which Keras writes but does not read. */
function shearRange(factor: Factor, name: string): Range {
  const [lower, upper] = Array.isArray(factor) ? factor : [];
  const isFromNumber = lower !== undefined && lower < 0 && lower === -upper;
  return strictRange(isFromNumber ? upper : factor, name, (n) => n >= 0 && n <= 1, '[0, 1]');
}
