import { imageDataFormat, type Tensor, ValueError } from '@org/core';
import { show } from '@org/core/internal';

export type ImageShape = readonly (number | null)[];

/** Where the channels, and then the rows and columns, stand in the shape of an image. */
export const imageAxes = (): { readonly channels: number; readonly sizes: readonly [number, number] } =>
  imageDataFormat() === 'channels_first' ? { channels: 0, sizes: [1, 2] } : { channels: 2, sizes: [0, 1] };

/** The axis of the channels in a batch of images. */
export const channelAxis = (): 1 | 3 => (imageDataFormat() === 'channels_first' ? 1 : 3);

/** The same axis, as Keras's older networks write it. */
export const lastChannelAxis = (): 1 | -1 => (imageDataFormat() === 'channels_first' ? 1 : -1);

const imageShape = (size: number | null, channels: number): (number | null)[] =>
  imageDataFormat() === 'channels_first' ? [channels, size, size] : [size, size, channels];

export interface InputShapeRules {
  /** Rows and columns where nobody says any. */
  readonly defaultSize: number;
  readonly minSize: number;
  /** Whether the size must be known: a classifier stands on top. */
  readonly isClosed: boolean;
  /** Whether the weights are ImageNet's, which fix the channels, and with a classifier the size. */
  readonly isImagenet: boolean;
}

/**
 * The shape of one image that a network takes: the given one, or the network's own.
 *
 * @throws ValueError for shapes that are none of an image, too small, or not those of the weights
 */
export function inputShapeOf(given: ImageShape | null, rules: InputShapeRules): ImageShape {
  const { defaultSize, minSize, isClosed, isImagenet } = rules;
  const { channels, sizes } = imageAxes();
  if (given === null || given.length === 0) return imageShape(isClosed ? defaultSize : null, 3);
  if (given.length !== 3) {
    throw new ValueError('`inputShape` must have three sizes.', { received: `inputShape=${show(given)}` });
  }
  const depth = given[channels];
  if (!isImagenet && depth !== 1 && depth !== 3) {
    console.warn(`This model usually expects 1 or 3 input channels; inputShape=${show(given)} has ${depth}.`);
  }
  const own = imageShape(defaultSize, isImagenet ? 3 : (depth ?? 3));
  if (isImagenet && isClosed && given.some((size, axis) => size !== own[axis])) {
    throw new ValueError("With includeTop and weights 'imagenet' the shape of the images is that of the weights.", {
      expected: show(own),
      received: `inputShape=${show(given)}`,
    });
  }
  if (isImagenet && depth !== 3) {
    throw new ValueError('The input must have 3 channels.', { received: `inputShape=${show(given)}` });
  }
  if (sizes.some((axis) => given[axis] != null && given[axis]! < minSize)) {
    throw new ValueError(`Input size must be at least ${minSize}x${minSize}.`, {
      received: `inputShape=${show(given)}`,
    });
  }
  if (isClosed && given.includes(null)) {
    throw new ValueError('If `includeTop` is true, `inputShape` must have no open sizes.', {
      received: `inputShape=${show(given)}`,
    });
  }
  return given;
}

/** The shape of one image of a batch. */
export const shapeOfImages = (images: Tensor | null): ImageShape | null => (images ? images.shape.slice(1) : null);

/** @throws ValueError where a tensor of images and a shape are both given and have different columns */
export function assertSameImages(given: ImageShape | null, images: Tensor | null): void {
  const own = shapeOfImages(images);
  const columns = imageAxes().sizes[1];
  if (given === null || own === null || own[columns] === given[columns]) return;
  throw new ValueError('`inputTensor` and `inputShape` must have the same size.', {
    received: `inputTensor of shape ${show(own)}, inputShape=${show(given)}`,
  });
}

/** @throws ValueError where images have their channels first, which a network does not take */
export function requireChannelsLast(network: string): void {
  if (imageDataFormat() === 'channels_last') return;
  throw new ValueError(`${network} does not support the image data format 'channels_first'.`, {
    hint: "call keras.config.setImageDataFormat('channels_last').",
  });
}
