import { type DType, floatx, imageDataFormat, isTensor, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';
import { requireDataFormat } from './images/data-format.js';
import { PILImage } from './images/pil-image.js';
import type { ImageMode } from './images/pixels.js';

/**
 * An image of an array: [height, width, channels], with 1, 3 or 4 channels.
 *
 * @param dataFormat 'channels_last' or 'channels_first'; null: `keras.config.imageDataFormat()`
 * @param scale whether the smallest value becomes 0 and the largest 255; otherwise values are taken as they are
 * @param dtype in which it is computed; null: floatx
 * @throws ValueError for arrays of another rank or number of channels
 * @example
 * const image = await arrayToImg(tensor([[[0], [1]], [[2], [3]]]));
 * image.mode; // 'L'
 */
export const arrayToImg = /* @__PURE__ */ pythonFunction(
  'array_to_img',
  ['x', 'dataFormat', 'scale', 'dtype'],
  async (
    x: TensorLike,
    dataFormat: string | null = null,
    scale: boolean = true,
    dtype: DType | null = null,
  ): Promise<PILImage> => {
    const isFirst = requireDataFormat(dataFormat ?? imageDataFormat()) === 'channels_first';
    const array: Tensor = isTensor(x) ? x : asTensor(x);
    if (array.shape.length !== 3) {
      throw new ValueError('Expected image array to have rank 3 (single image).', {
        received: `shape [${array.shape.join(', ')}]`,
      });
    }
    const image = isFirst ? array.transpose([1, 2, 0]) : array;
    const [height, width, channels] = image.shape as [number, number, number];
    const mode = ({ 1: 'L', 3: 'RGB', 4: 'RGBA' } as const)[channels];
    if (mode === undefined) throw new ValueError(`Unsupported channel number: ${channels}`);
    const values = await image.cast(dtype ?? floatx()).data();
    const samples = Float64Array.from(values as Float32Array, Number);
    return imageOf(scale ? spread(samples, dtype === 'float64') : samples, { width, height, mode });
  },
);

/** From 0 to 255, computed in the precision of the array. */
function spread(samples: Float64Array, isDouble: boolean): Float64Array {
  const round = isDouble ? Number : Math.fround;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const each of samples) least = Math.min(least, each);
  const moved = samples.map((each) => round(each - least));
  for (const each of moved) most = Math.max(most, each);
  return moved.map((each) => round(round(most === 0 ? each : each / most) * 255));
}

/** Whole numbers modulo 256, as NumPy casts them; grey beyond 255 keeps 16 bits. */
function imageOf(
  samples: Float64Array,
  { mode, ...size }: { width: number; height: number; mode: ImageMode },
): PILImage {
  const isDeep = mode === 'L' && samples.some((each) => each > 255);
  return isDeep
    ? new PILImage({ ...size, mode: 'I;16', data: Uint16Array.from(samples) })
    : new PILImage({ ...size, mode, data: Uint8Array.from(samples) });
}
