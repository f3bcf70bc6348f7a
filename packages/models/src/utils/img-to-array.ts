import { type DType, floatx, imageDataFormat, type Tensor, tensor } from '@org/core';
import { pythonFunction } from '@org/core/internal';
import { requireDataFormat } from './images/data-format.js';
import type { PILImage } from './images/pil-image.js';
import { channelsOf } from './images/pixels.js';

/**
 * The array of an image, of shape [height, width, channels], with the values that the image has: 0 to 255.
 *
 * @param dataFormat 'channels_last' or 'channels_first'; null: `keras.config.imageDataFormat()`
 * @param dtype null: floatx
 * @example
 * const arrayOf = async (path) => imgToArray(await loadImg(path)); // [height, width, 3]
 */
export const imgToArray = /* @__PURE__ */ pythonFunction(
  'img_to_array',
  ['img', 'dataFormat', 'dtype'],
  (img: PILImage, dataFormat: string | null = null, dtype: DType | null = null): Tensor => {
    const isFirst = requireDataFormat(dataFormat ?? imageDataFormat()) === 'channels_first';
    const { width, height, mode, data } = img;
    const array = tensor(data, [height, width, channelsOf[mode]]).cast(dtype ?? floatx());
    return isFirst ? array.transpose([2, 0, 1]) : array;
  },
);
