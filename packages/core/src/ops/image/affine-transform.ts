import { ValueError } from '../../errors.js';
import { add, cast, mul } from '../../primitives/elementwise.js';
import { reshape, slice } from '../../primitives/movement.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { requireOneOf } from './checks.js';
import { inBatches } from './layout.js';
import { pixelGrid } from './pixel-grid.js';
import { fillModes, orders, sampled } from './sampling.js';

const op = opFamily('image');

/** Rows of transforms [batch, 8], of which there is one for all images or one for each. */
function transformsFor(transform: TensorLike, images: number): Tensor {
  const given = toFloat(transform);
  const rows = given.rank === 1 ? reshape(given, [1, given.size]) : given;
  if (rows.rank !== 2 || rows.shape[1] !== 8 || (rows.shape[0] !== 1 && rows.shape[0] !== images)) {
    throw new ValueError('[affine_transform]: the transform does not fit the images.', {
      expected: `shape [8] or [${images}, 8]`,
      received: formatShape(given.shape),
    });
  }
  return rows;
}

/**
 * Images moved by affine maps: the result's pixel (x, y) is the image's at (a0 x + a1 y + a2, b0 x + b1 y + b2).
 *
 * @param transform [8] or [batch, 8]: a0, a1, a2, b0, b1, b2, c0, c1. The last two are 0 for an affine map; the original adds them,
 *   times the number of the channel, to y and x.
 * @param interpolation 'nearest' or 'bilinear'
 * @param fillMode what lies outside of the images: 'constant' (`fillValue`), 'nearest', 'wrap', 'mirror' or 'reflect'
 * @throws ValueError unless `images` has rank 3 or 4 and the transform fits
 * @example
 * ops.image.affineTransform(image, [1, 0, -20, 0, 1, -16, 0, 0]); // 20 to the right, 16 down
 */
export const affineTransform = op(
  'affine_transform',
  ['images', 'transform', 'interpolation', 'fillMode', 'fillValue', 'dataFormat'],
  (
    images: TensorLike,
    transform: TensorLike,
    interpolation: string = 'bilinear',
    fillMode: string = 'constant',
    fillValue: TensorLike = 0,
    dataFormat: string | null = null,
  ): Tensor => {
    requireOneOf('affine_transform', 'interpolation', interpolation, Object.keys(orders));
    requireOneOf('affine_transform', 'fill_mode', fillMode, fillModes);
    return inBatches('affine_transform', asTensor(images), dataFormat, (x) => {
      const transforms = transformsFor(transform, x.shape[0]!);
      const count = transforms.shape[0]!;
      const entry = (i: number): Tensor => reshape(slice(transforms, [0, i], [count, 1]), [count, 1, 1, 1]);
      const grid = pixelGrid(x, transforms.dtype);
      const channels = cast(grid.channels, transforms.dtype);
      const place = (ofColumn: number, ofRow: number, ofChannel: number, offset: number): Tensor => {
        const inImage = add(mul(entry(ofRow), grid.rows), mul(entry(ofColumn), grid.columns));
        return add(add(inImage, mul(entry(ofChannel), channels)), entry(offset));
      };
      const coordinates = [grid.images, place(3, 4, 6, 5), place(0, 1, 7, 2), grid.channels];
      return sampled(x, coordinates, { order: orders[interpolation]!, fillMode, fillValue });
    });
  },
  { tensors: 2 },
);
