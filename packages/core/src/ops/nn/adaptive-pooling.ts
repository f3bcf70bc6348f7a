/** Pooling to a given output size: output i of n covers the elements from floor(i size / n) to ceil((i + 1) size / n). */
import { greater } from '../../primitives/compare.js';
import { add, cast, mul, quotient, scalar, sub } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { iota } from '../../primitives/iota.js';
import { concatenate } from '../../primitives/movement.js';
import { averagePool, maxPool, type WindowAttributes } from '../../primitives/pool.js';
import { mean } from '../../primitives/reduce.js';
import { toFloat } from '../../python/promotion.js';
import { range } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { inChannelsLast, type PerAxis, perAxis, spatialRank } from './spatial.js';

const op = opFamily('nn');

/** Pools windows of one size along an axis, so far apart. */
type PoolAxis = (x: Tensor, axis: number, window: number, stride: number) => Tensor;

/** Pools axis after axis. */
function adaptivePool(
  name: string,
  inputs: Tensor,
  outputSize: PerAxis,
  dataFormat: string | null,
  pool: PoolAxis,
): Tensor {
  const counts = perAxis(name, 'output_size', outputSize, spatialRank(name, inputs));
  return inChannelsLast(inputs, dataFormat, (x) =>
    counts.reduce((y, count, i) => {
      const [axis, size] = [i + 1, y.shape[i + 1]!];
      return size % count === 0 ? pool(y, axis, size / count, size / count) : poolUnevenly(y, axis, count, pool);
    }, x),
  );
}

/** Windows are of two lengths, of which all are pooled, and those that are there taken. */
function poolUnevenly(x: Tensor, axis: number, count: number, pool: PoolAxis): Tensor {
  const size = x.shape[axis]!;
  const window = Math.ceil(size / count);
  const number = (value: number) => scalar(value, 'int32');
  // The first elements that windows do not cover any more, by their numbers from `from` on.
  const bounds = (from: number, above: number) =>
    quotient(add(mul(add(iota(count), number(from)), number(size)), number(above)), number(count));
  const starts = bounds(0, 0);
  const shorter = pool(x, axis, window, 1);
  if (size === window) return gather(shorter, starts, axis);
  const isLonger = greater(sub(bounds(1, count - 1), starts), number(window));
  const both = concatenate([shorter, pool(x, axis, window + 1, 1)], axis);
  return gather(both, add(starts, mul(cast(isLonger, 'int32'), number(size - window + 1))), axis);
}

/** Windows along one axis. */
function windowsAlong(x: Tensor, axis: number, window: number, stride: number): WindowAttributes {
  const along = (n: number) => range(x.rank - 2).map((i) => (i + 1 === axis ? n : 1));
  return { window: along(window), strides: along(stride) };
}

/**
 * Means of as many windows as `outputSize` says; they overlap where the size is not a multiple.
 *
 * @example
 * ops.adaptiveAveragePool(images, [7, 7]);
 * ops.adaptiveAveragePool(images, 1, 'channels_first');
 */
export const adaptiveAveragePool = op(
  'adaptive_average_pool',
  ['inputs', 'outputSize', 'dataFormat'],
  (inputs: TensorLike, outputSize: PerAxis, dataFormat: string | null = null): Tensor =>
    adaptivePool('adaptive_average_pool', toFloat(inputs), outputSize, dataFormat, (x, axis, window, stride) =>
      x.shape[axis] === window ? mean(x, [axis], true) : averagePool(x, windowsAlong(x, axis, window, stride)),
    ),
);

/**
 * Maxima of as many windows as `outputSize` says; they overlap where the size is not a multiple.
 *
 * @example
 * ops.adaptiveMaxPool(images, [7, 7]);
 */
export const adaptiveMaxPool = op(
  'adaptive_max_pool',
  ['inputs', 'outputSize', 'dataFormat'],
  (inputs: TensorLike, outputSize: PerAxis, dataFormat: string | null = null): Tensor =>
    adaptivePool('adaptive_max_pool', asTensor(inputs), outputSize, dataFormat, (x, axis, window, stride) =>
      maxPool(x, windowsAlong(x, axis, window, stride)),
    ),
);
