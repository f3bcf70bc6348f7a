/** What image layers work on: images alone, or an object of images and of what belongs to them. */
import { type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, convert, isPlainObject } from '@org/core/internal';

/** Boxes, `[batch, boxes, 4]` or `[boxes, 4]` for one image, and their labels, `[batch, boxes]` or `[boxes]`. */
export type BoundingBoxes = Readonly<Record<string, unknown>> & { readonly boxes: Tensor; readonly labels: Tensor };

/**
 * Images, `[batch, height, width, channels]` or without the batch axis, under Keras's keys: with any of `labels`, `bounding_boxes`
 * (`boxes` and `labels`) and `segmentation_masks` (with a channel axis). What lies under other keys stays as it is.
 */
export type ImageData = Readonly<Record<string, unknown>> & { readonly images: Tensor };

/** The parts of {@link ImageData} besides the images; the keys of two may also be written as JavaScript's names are. */
const keys = {
  boundingBoxes: ['bounding_boxes', 'boundingBoxes'],
  labels: ['labels'],
  segmentationMasks: ['segmentation_masks', 'segmentationMasks'],
} as const;

/** The key under which the data have a part; null where they have none. */
export const keyOfPart = (data: ImageData, part: keyof typeof keys): string | null =>
  keys[part].find((key) => data[key] !== undefined && data[key] !== null) ?? null;

/** @throws ValueError unless there are images of three or four axes */
export function imagesOf(data: unknown): Tensor {
  const images = isPlainObject(data) ? data.images : data;
  if (images === undefined || images === null) {
    throw new ValueError('An image layer takes images, or an object with `images`.', {
      received: `an object of ${Object.keys(data as object).join(', ')}`,
    });
  }
  const given = asTensor(images as TensorLike);
  if (given.rank === 3 || given.rank === 4) return given;
  throw new ValueError('Expected an image or a batch of images.', {
    expected: 'a tensor of rank 3 (one image) or 4 (a batch of images)',
    received: `shape [${given.shape}]`,
  });
}

/**
 * Boxes and labels as tensors.
 *
 * @throws ValueError unless there are `boxes` and `labels` that fit together
 */
export function boundingBoxesOf(given: unknown): BoundingBoxes {
  if (!isPlainObject(given) || !('boxes' in given) || !('labels' in given)) {
    throw new ValueError('Expected bounding boxes to be an object with the keys `boxes` and `labels`.', {
      received: isPlainObject(given) ? `an object of ${Object.keys(given).join(', ')}` : String(given),
    });
  }
  const boxes = convert(given.boxes as TensorLike, 'float32');
  const labels = asTensor(given.labels as TensorLike);
  const ranks = boxes.rank === 2 ? [1, 2] : boxes.rank === 3 ? [2, 3] : [];
  if (ranks.includes(labels.rank)) return { ...given, boxes, labels };
  throw new ValueError('Bounding boxes and their labels do not fit together.', {
    expected: 'boxes [boxes, 4] with labels [boxes], or boxes [batch, boxes, 4] with labels [batch, boxes]',
    received: `boxes [${boxes.shape}], labels [${labels.shape}]`,
  });
}
