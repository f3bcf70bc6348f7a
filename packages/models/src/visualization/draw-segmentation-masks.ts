import { imageDataFormat, KeyError, ops, PythonTypeError, type Tensor, type TensorLike, ValueError } from '@org/core';
import { isInteger, pythonFunction } from '@org/core/internal';
import { requireDataFormat } from '../utils/images/data-format.js';

type Colour = readonly number[];

/** The colours of Keras: multiples of three numbers, in the range of bytes. */
const PALETTE = [2 ** 25 - 1, 2 ** 15 - 1, 2 ** 21 - 1];
const colourOf = (index: number): Colour => PALETTE.map((step) => (index * step) % 255);

/**
 * Colours pixels of images by their classes. As in Keras, the classes below `numClasses` have colours, and pixels of others, which are
 * not `ignoreIndex`, are blended with themselves.
 *
 * @param images [batch, height, width, channels], from 0 to 255
 * @param segmentationMasks whole numbers, [batch, height, width, 1]
 * @param numClasses null: the largest of the masks
 * @param colorMapping the colours of the classes, by their numbers from 0 on, instead of those of Keras
 * @param alpha the share of the colours
 * @param blend false: the colours cover the images, which are returned as floats
 * @param ignoreIndex the number of pixels that stay as they are
 * @param dataFormat of images and masks; 'channels_first' or 'channels_last'. What is returned is 'channels_last'
 * @throws ValueError for images of another rank, TypeError for masks of floats
 * @example
 * await drawSegmentationMasks(ops.zeros([1, 2, 2, 3]), ops.ones([1, 2, 2, 1], 'int32'), 2);
 */
export const drawSegmentationMasks = /* @__PURE__ */ pythonFunction(
  'draw_segmentation_masks',
  ['images', 'segmentationMasks', 'numClasses', 'colorMapping', 'alpha', 'blend', 'ignoreIndex', 'dataFormat'],
  async (
    images: TensorLike,
    segmentationMasks: TensorLike,
    numClasses: number | null = null,
    colorMapping: Readonly<Record<number, Colour>> | null = null,
    alpha: number = 0.8,
    blend: boolean = true,
    ignoreIndex: number = -1,
    dataFormat: string | null = null,
  ): Promise<Tensor> => {
    const isFirst = requireDataFormat(dataFormat ?? imageDataFormat()) === 'channels_first';
    const lastChannels = (each: Tensor): Tensor => (isFirst ? ops.transpose(each, [0, 2, 3, 1]) : each);
    const given = ops.convertToTensor(images, 'float32');
    if (given.rank !== 4) {
      throw new ValueError('`images` must be batched 4D tensor.', { received: `shape [${given.shape}]` });
    }
    const givenMasks = ops.convertToTensor(segmentationMasks);
    if (!isInteger(givenMasks.dtype)) {
      throw new PythonTypeError('`segmentation_masks` must be in integer dtype.', { received: givenMasks.dtype });
    }
    if (givenMasks.rank !== 4 || givenMasks.shape[isFirst ? 1 : 3] !== 1) {
      throw new ValueError('`segmentation_masks` must have one channel.', { received: `shape [${givenMasks.shape}]` });
    }
    const [pixels, masks] = [lastChannels(given), lastChannels(givenMasks)];
    const count = numClasses ?? Number(await ops.max(masks).item());
    const colours = Array.from({ length: count }, (_, i) => colorMapping?.[i] ?? colourFor(colorMapping, i));
    const isClass = ops.logicalAnd(ops.greaterEqual(masks, 0), ops.less(masks, count));
    const table = ops.convertToTensor(count > 0 ? colours : [[0, 0, 0]], 'float32');
    const coloured = ops.take(table, ops.squeeze(ops.where(isClass, masks, 0), -1), 0);
    const drawn = ops.where(isClass, coloured, pixels);
    if (!blend) return drawn;
    const blended = ops.add(ops.multiply(pixels, 1 - alpha), ops.multiply(drawn, alpha));
    return ops.cast(ops.where(ops.notEqual(masks, ignoreIndex), blended, pixels), 'uint8');
  },
);

/** @throws KeyError where colours are given, and none for this class */
function colourFor(mapping: Readonly<Record<number, Colour>> | null, index: number): Colour {
  if (mapping) throw new KeyError(String(index), { expected: 'a colour for each class, from 0 on' });
  return colourOf(index);
}
