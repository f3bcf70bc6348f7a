import { add, cast, floor, mul, scalar } from '../../primitives/elementwise.js';
import { reshape } from '../../primitives/movement.js';
import { convert, toFloat } from '../../python/promotion.js';
import { normal } from '../../random/keras.js';
import type { Seed } from '../../random/seed-generator.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { concreteNumber } from '../support/concrete.js';
import { opFamily } from '../support/define.js';
import { requireOneOf } from './checks.js';
import { filtered, gaussianWeights } from './filters.js';
import { inBatches } from './layout.js';
import { pixelGrid } from './pixel-grid.js';
import { fillModes, orders, sampled } from './sampling.js';

const op = opFamily('image');

export interface Distortion {
  readonly alpha: TensorLike;
  readonly sigma: TensorLike;
  /** What `sigma` is at most, where it is known when the program runs only. */
  readonly sigmaBound: number;
  readonly interpolation: string;
  readonly fillMode: string;
  readonly fillValue: TensorLike;
  readonly seed: Seed;
}

/** How many weights a Gaussian filter has: six standard deviations, and an odd number. */
const tapsOf = (sigma: number): number => Math.trunc(Math.fround(6 * Math.fround(sigma))) | 1;

/** {@link elasticTransform} of images [batch, height, width, channels]. */
export function distorted(x: Tensor, { alpha, sigma, sigmaBound, ...sampling }: Distortion): Tensor {
  const { interpolation, fillMode, fillValue, seed } = sampling;
  const [batch, height, width] = x.shape as [number, number, number];
  const { dtype } = toFloat(x);
  const deviation = convert(sigma, dtype);
  const noise = mul(normal([batch, height, width], { dtype, seed }), deviation);
  const reach = floor(mul(floor(mul(convert(sigma, 'float32'), scalar(6, 'float32'))), scalar(0.5, 'float32')));
  const weights = gaussianWeights(tapsOf(sigmaBound), deviation, cast(reach, dtype));
  const smooth = reshape(filtered(reshape(noise, [batch, 1, height, width]), weights, weights, 'same'), [
    batch,
    height,
    width,
    1,
  ]);
  const distance = mul(convert(alpha, dtype), smooth);
  const grid = pixelGrid(x, dtype);
  const coordinates = [grid.images, add(grid.rows, distance), add(grid.columns, distance), grid.channels];
  return sampled(x, coordinates, { order: orders[interpolation]!, fillMode, fillValue });
}

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
    return inBatches('elastic_transform', asTensor(images), dataFormat, (x) =>
      distorted(x, { alpha, sigma: deviation, sigmaBound: deviation, interpolation, fillMode, fillValue, seed }),
    );
  },
);
