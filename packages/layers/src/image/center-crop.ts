import { ops, type Shape, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type BaseImageOptions, BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';
import { cropped, matchingWindow, resized, type Window } from './cropping.js';
import { boxesFrom, boxesTo, clippedBoxes, type Size, sizeIn } from './geometry.js';
import type { BoundingBoxes } from './image-data.js';
import { CENTER_CROP_PARAMETERS, type CenterCropArguments } from './signatures.js';

export interface CenterCropOptions extends BaseImageOptions {
  height: number;
  width: number;
}

interface Transformation {
  readonly input_shape: Shape;
}

/**
 * The middle of images, in training and otherwise. Images that are smaller are resized, and cut to the new proportions.
 *
 * @throws ValueError unless height and width are positive integers
 * @example
 * new CenterCrop(2, 2)(images); // [n, h, w, 3] -> [n, 2, 2, 3]
 */
export class CenterCrop extends BaseImagePreprocessingLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'CenterCrop');

  static override readonly parameters = /* @__PURE__ */ configNames(CENTER_CROP_PARAMETERS);

  readonly height: number;
  readonly width: number;

  constructor(...args: CenterCropArguments) {
    const options = bindOptions(CENTER_CROP_PARAMETERS, args);
    super(options);
    this.height = positiveInteger(options.height, 'height');
    this.width = positiveInteger(options.width, 'width');
  }

  protected override prepare(images: Tensor): Transformation {
    return { input_shape: images.shape };
  }

  protected override changeImages(images: Tensor): Tensor {
    const x = ops.cast(images, this.computeDtype);
    const size = sizeIn(x.shape, this.dataFormat);
    const window = this.#window(size);
    const part = cropped(x, window, this.dataFormat);
    return this.#fits(size) ? part : resized(part, this, this.dataFormat);
  }

  protected override changeMasks(masks: Tensor): Tensor {
    return this.changeImages(masks);
  }

  protected override changeBoxes(boundingBoxes: BoundingBoxes, transformation: Transformation | null): BoundingBoxes {
    const size = sizeIn(transformation!.input_shape, this.dataFormat);
    const given = boxesFrom(this, boundingBoxes, 'xyxy', size);
    const { top, left, height, width } = this.#window(size);
    const inWindow = ops.clip(
      given.boxes,
      [left, top, left, top],
      [left + width, top + height, left + width, top + height],
    );
    const moved = inWindow.sub([left, top, left, top]);
    const boxes = this.#fits(size)
      ? moved
      : moved.div([width, height, width, height]).mul([this.width, this.height, this.width, this.height]);
    return boxesTo(this, clippedBoxes({ ...given, boxes }, this), 'xyxy', this);
  }

  #fits({ height, width }: Size): boolean {
    return height >= this.height && width >= this.width;
  }

  #window(size: Size): Window {
    if (!this.#fits(size)) return matchingWindow(size, this);
    const { height, width } = this;
    return { top: Math.floor((size.height - height) / 2), left: Math.floor((size.width - width) / 2), height, width };
  }
}
