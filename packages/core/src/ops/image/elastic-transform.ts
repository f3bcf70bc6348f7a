import { add, mul } from '../../primitives/elementwise.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import { convert, toFloat } from '../../python/promotion.js';
import { normal } from '../../random/keras.js';
import type { Seed } from '../../random/seed-generator.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { concreteNumber } from '../support/concrete.js';
import { opFamily } from '../support/define.js';
import { requireOneOf } from './checks.js';
import { blurred } from './gaussian-blur.js';
import { inBatches } from './layout.js';
import { pixelGrid } from './pixel-grid.js';
import { fillModes, orders, sampled } from './sampling.js';

const op = opFamily('image');

/**
 * Images whose pixels are moved by smooth random distances, the same along both axes (as the original draws them).
 *
 * P. Y. Simard et al., "Best practices for convolutional neural networks applied to visual document analysis" (2003).
 *
 * @param alpha how far pixels are moved
 * @param sigma how smooth the distances are: the standard deviation of a Gaussian filter, in pixels
 * @param interpolation 'nearest' or 'bilinear'
 * @param fillMode what lies outside of the images: 'constant' (`fillValue`), 'nearest', 'wrap', 'mirror' or 'reflect'
 * @throws ValueError unless `images` has rank 3 or 4
 * @example
 * ops.image.elasticTransform(images, { alpha: 20, sigma: 5, seed: 0 });
 */
export const elasticTransform = op(
  'elastic_transform',
  ['images', 'alpha', 'sigma', 'interpolation', 'fillMode', 'fillValue', 'seed', 'dataFormat'],
  (
    images: TensorLike,
    alpha: TensorLike = 20,
    sigma: number | Tensor = 5,
    interpolation: string = 'bilinear',
    fillMode: string = 'reflect',
    fillValue: TensorLike = 0,
    seed: Seed = null,
    dataFormat: string | null = null,
  ): Tensor => {
    requireOneOf('elastic_transform', 'interpolation', interpolation, Object.keys(orders));
    requireOneOf('elastic_transform', 'fill_mode', fillMode, fillModes);
    const deviation = concreteNumber('elastic_transform', sigma);
    const kernelSize = Math.trunc(6 * deviation) | 1;
    return inBatches('elastic_transform', asTensor(images), dataFormat, (x) => {
      const [batch, height, width] = x.shape as [number, number, number];
      const { dtype } = toFloat(x);
      const noise = mul(normal([batch, height, width], { dtype, seed }), convert(deviation, dtype));
      const deviations = broadcastTo(convert(deviation, dtype), [2]);
      const smooth = blurred(
        reshape(noise, [batch, height, width, 1]),
        [kernelSize, kernelSize],
        deviations,
        'channels_last',
      );
      const distance = mul(convert(alpha, dtype), smooth);
      const grid = pixelGrid(x, dtype);
      const coordinates = [grid.images, add(grid.rows, distance), add(grid.columns, distance), grid.channels];
      return sampled(x, coordinates, { order: orders[interpolation]!, fillMode, fillValue });
    });
  },
);
