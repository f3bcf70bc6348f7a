import { ops, random, type Shape, type Tensor } from '@org/core';
import { asTensor, bindOptions } from '@org/core/internal';
import { standardizeChoice } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { assertMasks, boxesFrom, boxesTo, clippedBoxes, sizeIn } from './geometry.js';
import type { BoundingBoxes } from './image-data.js';
import { RandomImageLayer, type RandomImageOptions, shapePerImage } from './random-image-layer.js';
import { RANDOM_FLIP_PARAMETERS, type RandomFlipArguments } from './signatures.js';

export interface RandomFlipOptions extends RandomImageOptions {
  /** Along which axes: both are flipped, or none is. */
  mode?: 'horizontal' | 'vertical' | 'horizontal_and_vertical';
}

interface Transformation {
  /** Whether each image is flipped. */
  readonly flips: Tensor;
  readonly input_shape: Shape;
}

/**
 * In training, mirrors each image with probability 1/2.
 *
 * @throws ValueError for an unknown mode
 * @example
 * new RandomFlip('horizontal')(images, { training: true });
 */
export class RandomFlip extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomFlip');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_FLIP_PARAMETERS);

  readonly mode: NonNullable<RandomFlipOptions['mode']>;

  constructor(...args: RandomFlipArguments) {
    const options = bindOptions(RANDOM_FLIP_PARAMETERS, args);
    super(options);
    const modes = ['horizontal', 'vertical', 'horizontal_and_vertical'] as const;
    this.mode = standardizeChoice(options.mode ?? 'horizontal_and_vertical', 'mode', modes);
    this.autocast = false;
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    return { flips: random.uniform(shapePerImage(images), { seed }).lessEqual(0.5), input_shape: images.shape };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const x = ops.cast(images, this.computeDtype);
    if (!training || transformation === null) return x;
    const [vertical, horizontal] = this.dataFormat === 'channels_first' ? [-2, -1] : [-3, -2];
    return this.#flip(x, transformation.flips, {
      horizontal: (image) => ops.flip(image, horizontal),
      vertical: (image) => ops.flip(image, vertical),
    });
  }

  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training || transformation === null) return boundingBoxes;
    const size = sizeIn(transformation.input_shape, this.dataFormat);
    const relative = boxesFrom(this, boundingBoxes, 'rel_xyxy', size);
    const columns = (boxes: Tensor) => ops.split(boxes, 4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const boxes = this.#flip(relative.boxes, ops.squeeze(asTensor(transformation.flips), -1), {
      horizontal: (each) => {
        const [left, top, right, bottom] = columns(each);
        return ops.concatenate([ops.subtract(1, right), top, ops.subtract(1, left), bottom], -1);
      },
      vertical: (each) => {
        const [left, top, right, bottom] = columns(each);
        return ops.concatenate([left, ops.subtract(1, bottom), right, ops.subtract(1, top)], -1);
      },
    });
    return boxesTo(this, clippedBoxes({ ...relative, boxes }, size), 'rel_xyxy', size);
  }

  protected override changeMasks(masks: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    assertMasks(masks);
    return this.changeImages(masks, transformation, training);
  }

  #flip(x: Tensor, flips: Tensor, along: Record<'horizontal' | 'vertical', (x: Tensor) => Tensor>): Tensor {
    const axes = (['horizontal', 'vertical'] as const).filter((axis) => this.mode.includes(axis));
    return axes.reduce((result, axis) => ops.where(flips, along[axis](result), result), x);
  }
}
