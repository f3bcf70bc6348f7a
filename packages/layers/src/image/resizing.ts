import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type BaseImageOptions, BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';
import { boxesFrom, boxesTo, clippedBoxes, sizeIn } from './geometry.js';
import type { BoundingBoxes } from './image-data.js';
import { RESIZING_PARAMETERS, type ResizingArguments } from './signatures.js';

export interface ResizingOptions extends BaseImageOptions {
  height: number;
  width: number;
  /** How values between pixels are found; masks always take the nearest. */
  interpolation?: 'bilinear' | 'nearest' | 'bicubic' | 'lanczos3' | 'lanczos5';
  /** Takes the largest window of the new proportions, instead of distorting the image. */
  cropToAspectRatio?: boolean;
  /** Adds `fillValue` on two sides, instead of distorting the image. */
  padToAspectRatio?: boolean;
  /** What is added on two sides. */
  fillMode?: 'constant';
  fillValue?: number;
  /** Whether a smaller image is averaged over all pixels of the larger one. */
  antialias?: boolean;
}

/** Along one axis: a pixel at n lies at `scale * n + offset`. */
interface Placement {
  readonly scale: number;
  readonly offset: number;
}

/**
 * Brings images to a size, in training and otherwise, and keeps their dtype. Labels of boxes of which nothing is left become -1.
 *
 * @throws ValueError unless height and width are positive integers
 * @example
 * new Resizing(224, 224, { cropToAspectRatio: true })(images);
 */
export class Resizing extends BaseImagePreprocessingLayer<readonly [height: number, width: number]> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Resizing');

  static override readonly parameters = /* @__PURE__ */ configNames(RESIZING_PARAMETERS);

  readonly height: number;
  readonly width: number;
  readonly interpolation: NonNullable<ResizingOptions['interpolation']>;
  readonly cropToAspectRatio: boolean;
  readonly padToAspectRatio: boolean;
  readonly fillMode: 'constant';
  readonly fillValue: number;
  readonly antialias: boolean;

  constructor(...args: ResizingArguments) {
    const options = bindOptions(RESIZING_PARAMETERS, args);
    super(options);
    this.height = positiveInteger(options.height, 'height');
    this.width = positiveInteger(options.width, 'width');
    this.interpolation = options.interpolation ?? 'bilinear';
    this.cropToAspectRatio = options.cropToAspectRatio ?? false;
    this.padToAspectRatio = options.padToAspectRatio ?? false;
    this.fillMode = options.fillMode ?? 'constant';
    this.fillValue = options.fillValue ?? 0;
    this.antialias = options.antialias ?? false;
  }

  protected override prepare(images: Tensor): readonly [height: number, width: number] {
    const { height, width } = sizeIn(images.shape, this.dataFormat);
    return [height, width];
  }

  protected override changeImages(images: Tensor): Tensor {
    return this.#resized(images, this.interpolation);
  }

  protected override changeMasks(masks: Tensor): Tensor {
    return this.#resized(masks, 'nearest');
  }

  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: readonly [height: number, width: number] | null,
  ): BoundingBoxes {
    const [height, width] = transformation!;
    const isPadding = (value: number) => ops.all(ops.equal(boundingBoxes.boxes, value), -1, true);
    const padding = ops.logicalOr(isPadding(-1), isPadding(0));
    const given = boxesFrom(this, boundingBoxes, 'xyxy', { height, width });
    const [x, y] = this.#placement(height, width);
    const boxes = given.boxes.mul([x.scale, y.scale, x.scale, y.scale]).add([x.offset, y.offset, x.offset, y.offset]);
    const clipped = clippedBoxes({ ...given, boxes }, this);
    return boxesTo(this, { ...clipped, boxes: ops.where(padding, 0, clipped.boxes) }, 'xyxy', this);
  }

  /** Where an image of the given size comes to lie in one of the new size, in single precision, which decides about whole pixels. */
  #placement(height: number, width: number): [x: Placement, y: Placement] {
    const { fround, floor } = Math;
    const [scaleX, scaleY] = [fround(this.width / width), fround(this.height / height)];
    if (this.padToAspectRatio) {
      const scale = Math.min(scaleX, scaleY);
      const offset = (length: number, given: number) => floor(fround(length - fround(given * scale)) / 2);
      return [
        { scale, offset: offset(this.width, width) },
        { scale, offset: offset(this.height, height) },
      ];
    }
    if (!this.cropToAspectRatio) {
      return [
        { scale: scaleX, offset: 0 },
        { scale: scaleY, offset: 0 },
      ];
    }
    const aspect = fround(width / height);
    const isWider = aspect > fround(this.width / this.height);
    const along = (length: number, given: number, full: number): Placement => ({
      scale: fround(full / given),
      offset: -floor(fround(full - length) / 2),
    });
    return [
      along(this.width, width, isWider ? fround(this.height * aspect) : this.width),
      along(this.height, height, isWider ? this.height : fround(this.width / aspect)),
    ];
  }

  #resized(images: Tensor, interpolation: string): Tensor {
    const { cropToAspectRatio, padToAspectRatio, fillMode, fillValue, antialias, dataFormat } = this;
    return ops.image.resize(images, [this.height, this.width], {
      interpolation,
      cropToAspectRatio,
      padToAspectRatio,
      fillMode,
      fillValue,
      antialias,
      dataFormat,
    });
  }
}
