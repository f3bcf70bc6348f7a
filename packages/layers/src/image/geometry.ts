/** Sizes, boxes and choices of the layers that move pixels. */
import { isTensor, NotImplementedError, type Shape, type Tensor, type TensorLike, ValueError } from '@org/core';
import { concreteArray, show, toNumbers } from '@org/core/internal';
import { convertFormat } from '../preprocessing/bounding-boxes/convert-format.js';
import { clipToImageSize } from '../preprocessing/bounding-boxes/transforms.js';
import type { BaseImagePreprocessingLayer } from './base-image-preprocessing-layer.js';
import type { BoundingBoxes } from './image-data.js';

/** A size in pixels; of boxes also one for each image. */
export interface Size<T = number> {
  readonly height: T;
  readonly width: T;
}

/** Height and width in the shape of images, which may be an array of integers. */
export function sizeIn(shape: Shape | Tensor, dataFormat: string): Size {
  const sizes = isTensor(shape) ? Array.from(toNumbers(concreteArray('image layer', shape))) : shape;
  const [height, width] = dataFormat === 'channels_first' ? sizes.slice(-2) : sizes.slice(-3);
  return { height: height!, width: width! };
}

type BoxFormat = 'xyxy' | 'rel_xyxy';
type Owner = Pick<BaseImagePreprocessingLayer<unknown>, 'boundingBoxFormat'>;

/** Boxes of a layer's format in another, where their image has the given size. */
export const boxesFrom = (
  layer: Owner,
  boxes: BoundingBoxes,
  format: BoxFormat,
  { height, width }: Size<TensorLike>,
  dtype: string = 'float32',
) => convertFormat(boxes, layer.boundingBoxFormat!, format, { height, width, dtype }) as BoundingBoxes;

/** Boxes of another format in that of a layer. */
export const boxesTo = (
  layer: Owner,
  boxes: BoundingBoxes,
  format: BoxFormat,
  { height, width }: Size<TensorLike>,
  dtype: string = 'float32',
) => convertFormat(boxes, format, layer.boundingBoxFormat!, { height, width, dtype }) as BoundingBoxes;

/** Boxes cut off at the edges of an image; those of which nothing is left get the label -1. */
export const clippedBoxes = (
  boundingBoxes: BoundingBoxes,
  { height, width }: Size<TensorLike>,
  format = 'xyxy',
): BoundingBoxes => clipToImageSize(boundingBoxes, height, width, format) as unknown as BoundingBoxes;

/** @throws ValueError for masks without a channel axis */
export function assertMasks(masks: Tensor): void {
  if (masks.rank === 4) return;
  throw new ValueError('Segmentation masks that are moved need a channel axis.', {
    expected: 'masks of the shape of the images, with any number of channels',
    received: `shape [${masks.shape}]`,
    hint: 'ops.expandDims(masks, -1)',
  });
}

/** @throws NotImplementedError unless the value is one of `allowed` */
export function supported<const Choice extends string>(
  value: unknown,
  name: string,
  allowed: readonly Choice[],
): Choice {
  if (allowed.includes(value as Choice)) return value as Choice;
  throw new NotImplementedError(`Unknown value for argument \`${name}\`.`, {
    expected: `one of ${allowed.map((each) => `'${each}'`).join(', ')}`,
    received: `${name}=${show(value)}`,
  });
}
