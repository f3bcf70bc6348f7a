import { ops, random, type Shape, type Tensor } from '@org/core';
import { asTensor, bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { AffineLayer, affineRows } from './affine-layer.js';
import type { FillOptions } from './geometric-layer.js';
import { boxesFrom, boxesTo, clippedBoxes, type Size, sizeIn } from './geometry.js';
import type { BoundingBoxes } from './image-data.js';
import { batchSizeOf } from './random-image-layer.js';
import { type Factor, type Range, strictRange } from './ranges.js';
import { RANDOM_ZOOM_PARAMETERS, type RandomZoomArguments } from './signatures.js';

export interface RandomZoomOptions extends FillOptions {
  /** From where to where the change of the height lies, below 0 to come closer: two numbers, or one for itself and its negative. */
  heightFactor: Factor;
  /** The same for the width; null keeps the proportions. */
  widthFactor?: Factor | null;
}

interface Transformation {
  /** How many pixels of the image lie on one of the result, `[batch, 1]`. */
  readonly height_zoom: Tensor;
  readonly width_zoom: Tensor;
  readonly input_shape: Shape;
}

/**
 * In training, brings each image closer or further away.
 *
 * @throws ValueError for factors outside of (-1, 1]; NotImplementedError for an unknown fill mode or interpolation
 * @example
 * new RandomZoom([-0.2, 0])(images, { training: true }); // up to a fifth closer
 */
export class RandomZoom extends AffineLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RandomZoom');

  static override readonly parameters = /* @__PURE__ */ configNames(RANDOM_ZOOM_PARAMETERS);

  readonly heightFactor: Factor;
  readonly widthFactor: Factor | null;
  readonly #ranges: { readonly height: Range; readonly width: Range | null };

  constructor(...args: RandomZoomArguments) {
    const options = bindOptions(RANDOM_ZOOM_PARAMETERS, args);
    super(options);
    const { heightFactor, widthFactor = null } = options;
    this.heightFactor = heightFactor;
    this.widthFactor = widthFactor;
    const range = (factor: Factor, name: string) => strictRange(factor, name, (n) => n > -1 && n <= 1, '(-1, 1]');
    this.#ranges = {
      height: range(heightFactor, 'heightFactor'),
      width: widthFactor === null ? null : range(widthFactor, 'widthFactor'),
    };
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const zooms = ([from, to]: Range) => random.uniform([batchSizeOf(images), 1], 1 + from, 1 + to, { seed });
    const height = zooms(this.#ranges.height);
    const width = this.#ranges.width ? zooms(this.#ranges.width) : height;
    return { height_zoom: height, width_zoom: width, input_shape: images.shape };
  }

  protected override matrix({ width_zoom, height_zoom }: Transformation, { height, width }: Size): Tensor {
    const [x, y] = [width_zoom, height_zoom].map((zoom) => asTensor(zoom).cast('float32')) as [Tensor, Tensor];
    const offset = (zoom: Tensor, length: number) => ops.subtract(1, zoom).mul((length - 1) / 2);
    return affineRows([x, 0, offset(x, width), 0, y, offset(y, height)]);
  }

  /** Boxes are what is seen of them, as a share of what is seen. */
  protected override changeBoxes(
    boundingBoxes: BoundingBoxes,
    transformation: Transformation | null,
    training: boolean,
  ): BoundingBoxes {
    if (!training || transformation === null) return boundingBoxes;
    const size = sizeIn(transformation.input_shape, this.dataFormat);
    const given = boxesFrom(this, boundingBoxes, 'xyxy', size);
    const [x, , left, , y, top] = ops.split(this.matrix(transformation, size), 8, 1) as Tensor[];
    const along = (zoom: Tensor, start: Tensor, length: number): Tensor => zoom.mul(length).add(start);
    const perBox = (edge: Tensor) => (given.boxes.rank === 3 ? ops.expandDims(edge, -1) : edge);
    const [fromX, fromY] = [left!, top!].map(perBox) as [Tensor, Tensor];
    const [toX, toY] = [along(x!, left!, size.width), along(y!, top!, size.height)].map(perBox) as [Tensor, Tensor];
    const [x1, y1, x2, y2] = ops.split(given.boxes, 4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const seenX = (edge: Tensor) => ops.clip(edge, fromX, toX).sub(fromX);
    const seenY = (edge: Tensor) => ops.clip(edge, fromY, toY).sub(fromY);
    const seen = ops.concatenate([seenX(x1), seenY(y1), seenX(x2), seenY(y2)], -1);
    const [width, height] = [toX.sub(fromX), toY.sub(fromY)];
    const shares = seen.div(ops.concatenate([width, height, width, height], -1));
    return boxesTo(this, clippedBoxes({ ...given, boxes: shares }, size, 'rel_xyxy'), 'rel_xyxy', size);
  }
}
