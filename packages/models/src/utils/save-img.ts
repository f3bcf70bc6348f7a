import type { TensorLike } from '@org/core';
import { type FilePath, filePath } from '@org/core/files';
import { pythonFunction } from '@org/core/internal';
import { arrayToImg } from './array-to-img.js';
import { endingOf } from './images/pil-image.js';

/**
 * Writes an array as an image: PNG, JPEG or BMP.
 *
 * @param path whose ending tells the format, unless `fileFormat` does
 * @param x [height, width, channels], with 1, 3 or 4 channels
 * @param dataFormat 'channels_last' or 'channels_first'; null: `keras.config.imageDataFormat()`
 * @param scale whether the smallest value becomes 0 and the largest 255
 * @param quality of JPEG, from 0 to 100
 * @throws ValueError for other formats and arrays, OSError if the file can't be written
 * @example
 * const save = () => saveImg('noise.png', random.uniform([28, 28, 1]));
 */
export const saveImg = /* @__PURE__ */ pythonFunction(
  'save_img',
  ['path', 'x', 'dataFormat', 'fileFormat', 'scale', 'quality'],
  async (
    path: FilePath,
    x: TensorLike,
    dataFormat: string | null = null,
    fileFormat: string | null = null,
    scale: boolean = true,
    quality: number = 75,
  ): Promise<void> => {
    const name = filePath(path, 'path');
    const format = (fileFormat ?? endingOf(name)).toLowerCase().replace(/^jpg$/, 'jpeg');
    const image = await arrayToImg(x, dataFormat, scale);
    const hasTooMuch = image.mode === 'RGBA' && format === 'jpeg';
    if (hasTooMuch) console.warn('The JPEG format does not support RGBA images, converting to RGB.');
    await (hasTooMuch ? image.convert('RGB') : image).save(name, { format, quality });
  },
);
