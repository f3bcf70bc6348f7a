import { standardizeDataFormat } from '../../config.js';
import { isUnsigned } from '../../dtype.js';
import { PythonTypeError } from '../../errors.js';
import { concatenate, reshape } from '../../primitives/movement.js';
import { convert } from '../../python/promotion.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { inChannelsFirst } from '../nn/spatial.js';
import { opFamily } from '../support/define.js';
import { requireRank } from './checks.js';
import { filtered } from './filters.js';

const op = opFamily('image');

/**
 * How fast a batch of images rises along the height and along the width (Sobel's operator), as a last axis of size 2. Outside of
 * the images there are zeros.
 *
 * @throws ValueError unless `images` has rank 4; TypeError for unsigned integers
 * @example
 * ops.image.sobelEdges(images); // [n, h, w, c] -> [n, h, w, c, 2]
 */
export const sobelEdges = op(
  'sobel_edges',
  ['images', 'dataFormat'],
  (images: TensorLike, dataFormat: string | null = null): Tensor => {
    const x = asTensor(images);
    if (isUnsigned(x.dtype)) {
      throw new PythonTypeError('[sobel_edges]: the dtype must hold negative numbers.', { received: x.dtype });
    }
    const format = standardizeDataFormat(dataFormat);
    requireRank('sobel_edges', x, [4]);
    const [rise, mean] = [convert([-1, 0, 1], x.dtype), convert([1, 2, 1], x.dtype)];
    const edges = [
      inChannelsFirst(x, format, (image) => filtered(image, rise, mean, 'same')),
      inChannelsFirst(x, format, (image) => filtered(image, mean, rise, 'same')),
    ];
    return concatenate(
      edges.map((edge) => reshape(edge, [...edge.shape, 1])),
      4,
    );
  },
);
