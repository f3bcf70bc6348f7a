/** Image files as batches. */
import { type Tensor, tensor, ValueError } from '@org/core';
import { readFile } from '@org/core/files';
import { decodeImage } from '../images/decode.js';
import { PILImage } from '../images/pil-image.js';
import { channelsOf, type ImageMode, type Pixels } from '../images/pixels.js';
import { resizeInto, type Target } from './resize-image.js';

export interface ImageLoading extends Target {
  readonly mode: ImageMode;
  readonly crop: boolean;
  readonly pad: boolean;
  /** Whose rules hold where TensorFlow's pipeline and Keras's own differ. */
  readonly format: 'tf' | 'grain';
  readonly isChannelsFirst: boolean;
}

/** Images of one size: [batch, height, width, channels], or the other way round. */
export async function loadImages(paths: readonly string[], isBatch: boolean, options: ImageLoading): Promise<Tensor> {
  const { height, width, mode, isChannelsFirst } = options;
  if (options.crop && options.pad) {
    throw new ValueError('Only one of `padToAspectRatio`, `cropToAspectRatio` can be set to `true`.');
  }
  const channels = channelsOf[mode];
  const size = height * width * channels;
  const data = new Float32Array(paths.length * size);
  await Promise.all(
    paths.map(async (path, i) => {
      const image = inMode(new PILImage(await decodeImage(await readFile(path), path)), options);
      fit(data.subarray(i * size, (i + 1) * size), image, options);
    }),
  );
  const images = tensor(data, [paths.length, height, width, channels]);
  const turned = isChannelsFirst ? images.transpose([0, 3, 1, 2]) : images;
  return isBatch ? turned : turned.at(0);
}

/** TensorFlow takes the upper 8 bits of 16, where Pillow keeps grey of 16 bits, and makes white of what does not fit into 8. */
function inMode(image: PILImage, { mode, format }: ImageLoading): PILImage {
  if (image.mode !== 'I;16') return image.convert(mode);
  if (format === 'grain') return mode === 'L' ? image : image.convert(mode);
  const upper = Uint8Array.from(image.data, (sample) => sample >> 8);
  return new PILImage({ width: image.width, height: image.height, mode: 'L', data: upper }).convert(mode);
}

function fit(to: Float32Array, image: Pixels, options: ImageLoading): void {
  if (options.crop) resizeInto(to, middleOf(image, options), options);
  else if (!options.pad) resizeInto(to, image, options);
  else if (options.format === 'grain') resizeInto(to, padded(image, options), options);
  else resizeWithPad(to, image, options);
}

/** Height and width of the other image with the aspect of a size that touches the image's edges. */
const matched = ({ height, width }: Pixels, target: Target): readonly [height: number, width: number] => [
  Math.trunc((width * target.height) / target.width),
  Math.trunc((height * target.width) / target.height),
];

/** The largest window in the middle with the aspect of a size. */
function middleOf(image: Pixels, target: Target): Pixels {
  const [high, wide] = matched(image, target);
  const height = Math.max(1, Math.min(image.height, high));
  const width = Math.max(1, Math.min(image.width, wide));
  return placed(
    image,
    { height, width },
    -Math.trunc((image.height - height) / 2),
    -Math.trunc((image.width - width) / 2),
  );
}

/** Black on both sides of the axis that is too short, before it is resized: as `keras.ops.image.resize` does it. */
function padded(image: Pixels, target: Target): Pixels {
  const [high, wide] = matched(image, target);
  const top = Math.trunc((Math.max(image.height, high) - image.height) / 2);
  const left = top > 0 ? 0 : Math.trunc((Math.max(image.width, wide) - image.width) / 2);
  return placed(image, { height: image.height + 2 * top, width: image.width + 2 * left }, top, left);
}

/** An image on a black ground of another size, whose upper left corner lies at a place of it. */
function placed(
  image: Pixels,
  { height, width }: { height: number; width: number },
  top: number,
  left: number,
): Pixels {
  const channels = image.data.length / (image.width * image.height);
  const data =
    image.data instanceof Uint8Array ? new Uint8Array(height * width * channels) : new Uint16Array(height * width);
  const from = Math.max(0, -left);
  const to = Math.min(image.width, width - left);
  for (let y = Math.max(0, -top); y < Math.min(image.height, height - top); y++) {
    const line = image.data.subarray((y * image.width + from) * channels, (y * image.width + to) * channels);
    data.set(line as Uint8Array, ((y + top) * width + from + left) * channels);
  }
  return { height, width, mode: image.mode, data };
}

/** Resized as far as it fits, and then put on black: as `tf.image.resize_with_pad` does it. */
function resizeWithPad(to: Float32Array, image: Pixels, target: Target): void {
  const channels = image.data.length / (image.width * image.height);
  const ratio = Math.max(Math.fround(image.width / target.width), Math.fround(image.height / target.height));
  const [high, wide] = [Math.fround(image.height / ratio), Math.fround(image.width / ratio)];
  const [height, width] = [Math.floor(high), Math.floor(wide)];
  const top = Math.max(0, Math.floor((target.height - high) / 2));
  const left = Math.max(0, Math.floor((target.width - wide) / 2));
  const inner = new Float32Array(height * width * channels);
  resizeInto(inner, image, { height, width, interpolation: target.interpolation });
  for (let y = 0; y < height; y++) {
    const line = inner.subarray(y * width * channels, (y + 1) * width * channels);
    to.set(line, ((y + top) * target.width + left) * channels);
  }
}
