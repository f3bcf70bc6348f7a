import { PythonTypeError, ValueError } from '@org/core';
import { type FilePath, filePath, readFile } from '@org/core/files';
import { pythonFunction, show } from '@org/core/internal';
import { decodeImage } from './images/decode.js';
import { PILImage } from './images/pil-image.js';
import type { ImageMode } from './images/pixels.js';
import { type Box, type Resampling, resamplings } from './images/resample.js';

const modes: Readonly<Record<string, ImageMode>> = { grayscale: 'L', rgb: 'RGB', rgba: 'RGBA' };

/** An image in a mode; grey of 16 bits stays as it is. */
export function inColorMode(image: PILImage, colorMode: string): PILImage {
  const mode = Object.hasOwn(modes, colorMode) ? modes[colorMode] : undefined;
  if (mode === undefined) throw new ValueError('color_mode must be "grayscale", "rgb", or "rgba"');
  return mode === 'L' && image.mode === 'I;16' ? image : image.convert(mode);
}

/**
 * An image from a file: PNG, JPEG, GIF (its first picture) or BMP. It has Pillow's `size`, `mode`, `convert`, `resize` and `save`.
 *
 * @param path the name of a file, or the bytes of one
 * @param colorMode 'rgb', 'rgba' or 'grayscale'
 * @param targetSize [height, width]; null: the size that it has
 * @param interpolation 'nearest', 'bilinear', 'bicubic', 'hamming', 'box' or 'lanczos'
 * @param keepAspectRatio whether the middle is cut out in the aspect of `targetSize`, instead of distorting the image
 * @throws FileNotFoundError if there is none, OSError for other files and damaged ones
 * @example
 * const load = async (path: string) => keras.utils.imgToArray(await loadImg(path, { targetSize: [224, 224] }));
 */
export const loadImg = /* @__PURE__ */ pythonFunction(
  'load_img',
  ['path', 'colorMode', 'targetSize', 'interpolation', 'keepAspectRatio'],
  async (
    path: FilePath | Uint8Array,
    colorMode: string = 'rgb',
    targetSize: readonly [height: number, width: number] | null = null,
    interpolation: string = 'nearest',
    keepAspectRatio: boolean = false,
  ): Promise<PILImage> => {
    const image = inColorMode(new PILImage(await pixelsIn(path)), colorMode);
    if (targetSize === null) return image;
    if (!Array.isArray(targetSize) || targetSize.length !== 2) {
      throw new PythonTypeError('`targetSize` must be [height, width].', { received: show(targetSize) });
    }
    const [height, width] = targetSize;
    if (image.width === width && image.height === height) return image;
    if (!resamplings.includes(interpolation)) {
      throw new ValueError(
        `Invalid interpolation method ${interpolation} specified. Supported methods are ${resamplings.join(', ')}`,
      );
    }
    const box = keepAspectRatio ? middle(image.size, [width, height]) : undefined;
    return image.resize([width, height], interpolation as Resampling, box);
  },
);

async function pixelsIn(path: FilePath | Uint8Array) {
  if (path instanceof Uint8Array) return decodeImage(path, 'bytes');
  if (typeof path !== 'string' && !(path instanceof URL)) {
    throw new PythonTypeError('path should be path-like or bytes.', { received: typeof path });
  }
  const name = filePath(path, 'path');
  return decodeImage(await readFile(name), name);
}

/** The largest box in the middle with the aspect of another size. */
function middle([width, height]: readonly [number, number], [newWidth, newHeight]: readonly [number, number]): Box {
  const boxHeight = Math.min(height, Math.floor((width * newHeight) / newWidth));
  const boxWidth = Math.min(width, Math.floor((height * newWidth) / newHeight));
  const [left, upper] = [Math.floor((width - boxWidth) / 2), Math.floor((height - boxHeight) / 2)];
  return [left, upper, left + boxWidth, upper + boxHeight];
}
