import {
  type DType,
  floatx,
  imageDataFormat,
  ops,
  PythonTypeError,
  type Tensor,
  type TensorLike,
  tensor,
  ValueError,
} from '@org/core';
import { formatShape, pythonFunction, show } from '@org/core/internal';
import { requireDataFormat } from './images/data-format.js';
import { PILImage } from './images/pil-image.js';
import { channelsOf } from './images/pixels.js';

/**
 * The array of an image, of shape [height, width, channels], with the values that the image has: 0 to 255. Of an array without
 * channels it is one with a single channel.
 *
 * @param dataFormat 'channels_last' or 'channels_first'; null: `keras.config.imageDataFormat()`
 * @param dtype null: floatx
 * @example
 * const arrayOf = async (path: string) => imgToArray(await keras.utils.loadImg(path)); // [height, width, 3]
 */
export const imgToArray = /* @__PURE__ */ pythonFunction(
  'img_to_array',
  ['img', 'dataFormat', 'dtype'],
  (img: PILImage | TensorLike, dataFormat: string | null = null, dtype: DType | null = null): Tensor => {
    const isFirst = requireDataFormat(dataFormat ?? imageDataFormat()) === 'channels_first';
    const array = arrayOf(img).cast(dtype ?? floatx());
    return isFirst ? array.transpose([2, 0, 1]) : array;
  },
);

function arrayOf(img: PILImage | TensorLike): Tensor {
  if (img instanceof PILImage) {
    const { width, height, mode, data } = img;
    return tensor(data, [height, width, channelsOf[mode]]);
  }
  if (img instanceof Promise) {
    throw new PythonTypeError('`img` is a promise.', { hint: 'await it first: imgToArray(await loadImg(path)).' });
  }
  if (img === null || img === undefined) {
    throw new PythonTypeError('`img` must be an image, or an array of its pixels.', { received: show(img) });
  }
  const array = ops.convertToTensor(img);
  if (array.rank === 3) return array;
  if (array.rank === 2) return ops.expandDims(array, -1);
  throw new ValueError(`Unsupported image shape: ${formatShape(array.shape)}`);
}
