import { ValueError } from '../../errors.js';
import { cast } from '../../primitives/elementwise.js';
import { convert, toFloat } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { imageLayout } from './layout.js';
import { weighted } from './resampling.js';

const op = opFamily('image');

/** Shares of red, green and blue in the luma of Rec. 601. */
const LUMA = [[0.2989, 0.587, 0.114]];

/**
 * The brightness of images: one channel from three. Images of one channel stay as they are.
 *
 * @throws ValueError unless `images` has rank 3 or 4, and 1 or 3 channels
 * @example
 * ops.image.rgbToGrayscale(images); // [n, h, w, 3] -> [n, h, w, 1]
 */
export const rgbToGrayscale = op(
  'rgb_to_grayscale',
  ['images', 'dataFormat'],
  (images: TensorLike, dataFormat: string | null = null): Tensor => {
    const x = asTensor(images);
    const { channels, channelAxis } = imageLayout('rgb_to_grayscale', x, dataFormat);
    if (channels === 1) return x;
    if (channels !== 3) {
      throw new ValueError('[rgb_to_grayscale]: the number of channels does not fit.', {
        expected: '3 (RGB) or 1 (grayscale)',
        received: `shape ${formatShape(x.shape)}`,
      });
    }
    const colours = toFloat(x);
    return cast(weighted(colours, channelAxis, convert(LUMA, colours.dtype)), x.dtype);
  },
  { className: 'RGBToGrayscale' },
);
