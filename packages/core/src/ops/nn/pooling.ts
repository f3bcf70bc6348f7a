/** Pooling over sliding windows. */
import { dtypeRange, isFloat } from '../../dtype.js';
import { mul, relu, scalarLike } from '../../primitives/elementwise.js';
import { pad } from '../../primitives/movement.js';
import { maxPool as maxPoolWindows } from '../../primitives/pool.js';
import { convert, toFloat } from '../../promotion.js';
import { range } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike, tensor } from '../../tensor.js';
import { opFamily } from '../define.js';
import {
  inChannelsLast,
  type Padding,
  type PerAxis,
  paddingAmounts,
  perAxis,
  spatialRank,
  standardizePadding,
} from './spatial.js';
import { windowMeans } from './window-means.js';

const op = opFamily('nn');

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
    const count = spatialRank('max_pool', asTensor(inputs));
    const window = perAxis('max_pool', 'pool_size', poolSize, count);
    const steps = perAxis('max_pool', 'strides', strides ?? poolSize, count);
    const mode = standardizePadding('max_pool', padding);
    const pooled = (input: Tensor) =>
      inChannelsLast(input, dataFormat, (x) => {
        const { before, after } = paddingAmounts(mode, x.shape.slice(1, -1), window, steps);
        const lowest = scalarLike(isFloat(x.dtype) ? Number.NEGATIVE_INFINITY : dtypeRange(x.dtype)[0], x);
        const padded = pad(x, [0, ...before, 0], [0, ...after, 0], undefined, lowest);
        return maxPoolWindows(padded, { window, strides: steps });
      });
    // A relu in front may as well come behind, where fewer elements are left.
    const { node } = asTensor(inputs);
    return node?.primitive === relu.primitive ? relu(pooled(node.inputs[0]!)) : pooled(asTensor(inputs));
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
    const count = spatialRank('average_pool', asTensor(inputs));
    const window = perAxis('average_pool', 'pool_size', poolSize, count);
    const steps = perAxis('average_pool', 'strides', strides ?? poolSize, count);
    const mode = standardizePadding('average_pool', padding);
    return inChannelsLast(toFloat(inputs), dataFormat, (x) =>
      window.reduce((y, taps, i) => meansAlong(y, i + 1, taps, steps[i]!, mode), x),
    );
  },
);

/** Means of the windows along one axis; those over several axes are means of means. */
function meansAlong(x: Tensor, axis: number, window: number, stride: number, padding: Padding): Tensor {
  const size = x.shape[axis]!;
  const amounts = paddingAmounts(padding, [size], [window], [stride]);
  const [before, after] = [amounts.before[0]!, amounts.after[0]!];
  const at = (value: number, other: number) => x.shape.map((_, i) => (i === axis ? value : other));
  const padded = pad(x, at(before, 0), at(after, 0));
  const means = windowMeans(padded, axis, window, stride);
  if (before + after === 0) return means;
  const shares = range(means.shape[axis]!).map((i) => {
    const start = i * stride - before;
    return window / (Math.min(start + window, size) - Math.max(start, 0));
  });
  return mul(means, convert(tensor(Float32Array.from(shares), at(shares.length, 1)), x.dtype));
}
