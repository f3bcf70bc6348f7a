/** Filters that are the product of a column and a row, so that each axis is filtered on its own. */

import { lessEqual } from '../../primitives/compare.js';
import { conv } from '../../primitives/conv.js';
import { abs, div, exp, mul, scalarLike, select, sub } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { reshape } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type Padding, paddingAmounts } from '../nn/spatial.js';

/**
 * `size` weights that sum to 1, of a normal distribution around the middle.
 *
 * @param reach where given, weights further away from the middle are 0
 */
export function gaussianWeights(size: number, sigma: Tensor, reach: Tensor | null = null): Tensor {
  const distance = sub(iota(size, sigma.dtype), scalarLike((size - 1) / 2, sigma));
  const all = exp(div(mul(distance, distance), mul(scalarLike(-2, sigma), mul(sigma, sigma))));
  const weights = reach ? select(lessEqual(abs(distance), reach), all, scalarLike(0, all)) : all;
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
