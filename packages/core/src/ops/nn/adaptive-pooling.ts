/** Pooling to a given output size: output i of n covers the elements from floor(i size / n) to ceil((i + 1) size / n). */
import { concatenate, slice } from '../../primitives/movement.js';
import { averagePool, maxPool, type WindowAttributes } from '../../primitives/pool.js';
import { mean } from '../../primitives/reduce.js';
import { toFloat } from '../../python/promotion.js';
import { range } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { inChannelsLast, type PerAxis, perAxis, spatialRank } from './spatial.js';

const op = opFamily('nn');

/** Pools windows of one size along an axis. */
type PoolAxis = (x: Tensor, axis: number, window: number) => Tensor;

/** Pools axis after axis; equal windows in one go, others one by one. */
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
      if (size % count === 0) return pool(y, axis, size / count);
      const windows = range(count).map((o) => {
        const start = Math.floor((o * size) / count);
        const length = Math.ceil(((o + 1) * size) / count) - start;
        const starts = y.shape.map((_, a) => (a === axis ? start : 0));
        const sizes = y.shape.map((n, a) => (a === axis ? length : n));
        return pool(slice(y, starts, sizes), axis, length);
      });
      return concatenate(windows, axis);
    }, x),
  );
}

/** Windows along one axis, side by side. */
function windowsAlong(x: Tensor, axis: number, window: number): WindowAttributes {
  const sizes = range(x.rank - 2).map((i) => (i + 1 === axis ? window : 1));
  return { window: sizes, strides: sizes };
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
    adaptivePool('adaptive_average_pool', toFloat(inputs), outputSize, dataFormat, (x, axis, window) =>
      x.shape[axis] === window ? mean(x, [axis], true) : averagePool(x, windowsAlong(x, axis, window)),
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
    adaptivePool('adaptive_max_pool', asTensor(inputs), outputSize, dataFormat, (x, axis, window) =>
      maxPool(x, windowsAlong(x, axis, window)),
    ),
);
