import { ops, random, type Tensor, type TensorLike } from '@org/core';
import { asTensor, bindOptions } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { cropped, matchingWindow, resized } from './cropping.js';
import { boxesFrom, boxesTo, sizeIn } from './geometry.js';
import type { BoundingBoxes } from './image-data.js';
import { RandomImageLayer, type RandomImageOptions } from './random-image-layer.js';
import { RANDOM_CROP_PARAMETERS, type RandomCropArguments } from './signatures.js';

export interface RandomCropOptions extends RandomImageOptions {
  height: number;
  width: number;
}

/** Where the part begins: numbers, or drawn int32 scalars. */
type Transformation = readonly [top: TensorLike, left: TensorLike];

/**
 * In training, a part of the images at a place that is the same for all of a batch; images that are not larger are resized. In
 * inference, images stay as they are. Boxes move as in the original: the upper edge of the part is taken from their first and third
 * number.
 *
 * @throws ValueError unless height and width are positive integers
 * @example
 * new RandomCrop(2, 2)(images, { training: true });
 */
export class RandomCrop extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomCrop');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_CROP_PARAMETERS);

  readonly height: number;
  readonly width: number;

  constructor(...args: RandomCropArguments) {
    const options = bindOptions(RANDOM_CROP_PARAMETERS, args);
    super(options, options.seed ?? random.makeDefaultSeed());
    this.height = positiveInteger(options.height, 'height');
    this.width = positiveInteger(options.width, 'width');
    this.autocast = false;
  }

  protected override prepare(images: Tensor, training: boolean, seed: random.Seed): Transformation {
    const { height, width } = sizeIn(images.shape, this.dataFormat);
    if (training && height > this.height && width > this.width) return this.draw(images, seed ?? this.generator);
    const { top, left } = matchingWindow({ height, width }, this);
    return [top, left];
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const { height, width } = sizeIn(images.shape, this.dataFormat);
    const start = (rest: number) => random.uniform([], 0, rest + 1, { seed }).cast('int32');
    return [start(height - this.height), start(width - this.width)];
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training) return images;
    const x = ops.cast(images, this.computeDtype);
    const [top, left] = transformation!;
    const { height, width, dataFormat } = this;
    if (typeof top === 'number' && typeof left === 'number') {
      const part = cropped(x, { top, left, height, width }, dataFormat);
      const { height: rows, width: columns } = sizeIn(part.shape, dataFormat);
      return rows === height && columns === width ? part : resized(part, this, dataFormat);
    }
    const isFirst = dataFormat === 'channels_first';
    const starts = [0, ...(isFirst ? [0, top, left] : [top, left, 0])].map((start) => asTensor(start).cast('int32'));
    const channels = isFirst ? x.shape[1]! : x.shape[3]!;
    const lengths = isFirst ? [channels, height, width] : [height, width, channels];
    return ops.slice(x, ops.stack(starts), [x.shape[0]!, ...lengths]);
  }

  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training) return boundingBoxes;
    const given = boxesFrom(this, boundingBoxes, 'xyxy', this);
    const [top, left] = transformation!.map((start) => asTensor(start).cast(given.boxes.dtype)) as [Tensor, Tensor];
    const boxes = ops.maximum(given.boxes.sub(ops.stack([top, left, top, left])), 0);
    return boxesTo(this, { boxes, labels: given.labels }, 'xyxy', this);
  }

  /** Masks are cut in inference as well, as in the original. */
  protected override changeMasks(masks: Tensor, transformation: Transformation | null): Tensor {
    return this.changeImages(masks, transformation, true);
  }
}
