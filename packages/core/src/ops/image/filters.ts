/** Filters that are the product of a column and a row, so that each axis is filtered on its own. */
import { conv } from '../../primitives/conv.js';
import { div, exp, mul, scalarLike, sub } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { reshape } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type Padding, paddingAmounts } from '../nn/spatial.js';

/** `size` weights that sum to 1, of a normal distribution around the middle. */
export function gaussianWeights(size: number, sigma: Tensor): Tensor {
  const distance = sub(iota(size, sigma.dtype), scalarLike((size - 1) / 2, sigma));
  const weights = exp(div(mul(distance, distance), mul(scalarLike(-2, sigma), mul(sigma, sigma))));
  return div(weights, sum(weights, [0]));
}

/** Images [batch, channels, height, width] filtered along both axes, each channel on its own. */
export function filtered(x: Tensor, vertical: Tensor, horizontal: Tensor, padding: Padding): Tensor {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const along = (image: Tensor, taps: readonly [number, number], weights: Tensor): Tensor =>
    conv(image, reshape(weights, [1, 1, ...taps]), {
      strides: [1, 1],
      dilations: [1, 1],
      groups: 1,
      ...paddingAmounts(padding, image.shape.slice(2), taps, [1, 1]),
    });
  const columns = along(reshape(x, [batch * channels, 1, height, width]), [vertical.size, 1], vertical);
  const result = along(columns, [1, horizontal.size], horizontal);
  return reshape(result, [batch, channels, ...result.shape.slice(2)]);
}
