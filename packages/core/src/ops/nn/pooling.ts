/** Pooling over sliding windows. */
import { dtypeRange, isFloat } from '../../dtype.js';
import { mul, relu, scalarLike } from '../../primitives/elementwise.js';
import { pad } from '../../primitives/movement.js';
import { averagePool as averageWindows, maxPool as maxPoolWindows } from '../../primitives/pool.js';
import { convert, toFloat } from '../../python/promotion.js';
import { range } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike, tensor } from '../../tensor/tensor.js';
import { gradientRule } from '../../transforms/gradient-rules.js';
import { opFamily } from '../support/define.js';
import { inChannelsLast, type PerAxis, paddingAmounts, perAxis, spatialRank, standardizePadding } from './spatial.js';

const op = opFamily('nn');

/** Extents and distances of the windows, one for each spatial axis. */
function slidingWindows(name: string, inputs: TensorLike, poolSize: PerAxis, strides: PerAxis | null) {
  const count = spatialRank(name, asTensor(inputs));
  return {
    window: perAxis(name, 'pool_size', poolSize, count),
    strides: perAxis(name, 'strides', strides ?? poolSize, count),
  };
}

/**
 * The maximum of every window. In the gradient the first maximum of a window, in row-major order, takes all.
 *
 * @param strides null for windows side by side
 * @param padding 'valid', or 'same' for outputs of size ceil(size / stride)
 * @throws ValueError if no window fits
 * @example
 * ops.maxPool(images, 2);
 * ops.maxPool(images, 3, { strides: 2, padding: 'same' });
 */
export const maxPool = op(
  'max_pool',
  ['inputs', 'poolSize', 'strides', 'padding', 'dataFormat'],
  (
    inputs: TensorLike,
    poolSize: PerAxis,
    strides: PerAxis | null = null,
    padding: string = 'valid',
    dataFormat: string | null = null,
  ): Tensor => {
    const windows = slidingWindows('max_pool', inputs, poolSize, strides);
    const mode = standardizePadding('max_pool', padding);
    const pooled = (input: Tensor) =>
      inChannelsLast(input, dataFormat, (x) => {
        const { before, after } = paddingAmounts(mode, x.shape.slice(1, -1), windows.window, windows.strides);
        const lowest = scalarLike(isFloat(x.dtype) ? Number.NEGATIVE_INFINITY : dtypeRange(x.dtype)[0], x);
        const padded = pad(x, [0, ...before, 0], [0, ...after, 0], undefined, lowest);
        return maxPoolWindows(padded, windows);
      });
    // A relu in front may as well come behind, where fewer elements are left, unless derivatives go through it in another way.
    const { node } = asTensor(inputs);
    return node?.primitive === relu.primitive && !gradientRule('relu')
      ? relu(pooled(node.inputs[0]!))
      : pooled(asTensor(inputs));
  },
);

/**
 * The mean of every window. Padding does not count.
 *
 * @param strides null for windows side by side
 * @param padding 'valid', or 'same' for outputs of size ceil(size / stride)
 * @throws ValueError if no window fits
 * @example
 * ops.averagePool(images, 2);
 * ops.averagePool(images, 3, { strides: 1, padding: 'same' });
 */
export const averagePool = op(
  'average_pool',
  ['inputs', 'poolSize', 'strides', 'padding', 'dataFormat'],
  (
    inputs: TensorLike,
    poolSize: PerAxis,
    strides: PerAxis | null = null,
    padding: string = 'valid',
    dataFormat: string | null = null,
  ): Tensor => {
    const windows = slidingWindows('average_pool', inputs, poolSize, strides);
    const mode = standardizePadding('average_pool', padding);
    return inChannelsLast(toFloat(inputs), dataFormat, (x) => {
      const { before, after } = paddingAmounts(mode, x.shape.slice(1, -1), windows.window, windows.strides);
      const means = averageWindows(pad(x, [0, ...before, 0], [0, ...after, 0]), windows);
      // The share of a window that lies within the input is the product of those along the axes.
      return before.reduce((y, start, i) => {
        if (start + after[i]! === 0) return y;
        const covered = windowCoverage(
          x.shape[i + 1]!,
          y.shape[i + 1]!,
          windows.window[i]!,
          windows.strides[i]!,
          start,
        );
        const shape = y.shape.map((n, axis) => (axis === i + 1 ? n : 1));
        const scale = tensor(
          Float32Array.from(covered, (n) => windows.window[i]! / n),
          shape,
        );
        return mul(y, convert(scale, y.dtype));
      }, means);
    });
  },
);

/** How many elements of an axis each of its windows covers. */
const windowCoverage = (size: number, count: number, window: number, stride: number, before: number): number[] =>
  range(count).map((i) => Math.min(i * stride - before + window, size) - Math.max(i * stride - before, 0));
