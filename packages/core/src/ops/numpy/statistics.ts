/** keras.ops: counts and correlations. */
import { PythonTypeError, ShapeError, ValueError } from '../../errors.js';
import { equal, greater, less, logicalAnd } from '../../primitives/compare.js';
import { add, cast, div, maximum, minimum, mul, scalarLike, select, sqrt, sub } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { broadcastTo, matrixTranspose, pad, reshape, slice } from '../../primitives/movement.js';
import * as reduce from '../../primitives/reduce.js';
import { scatterNd } from '../../primitives/scatter.js';
import { promoteToFloat, toFloat } from '../../python/promotion.js';
import { formatShape, range as integers, requireLength } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike, tensor } from '../../tensor/tensor.js';
import { numpy, requireIntegers, unaryOp } from '../support/arguments.js';
import { asIndices, diagonals, flat, framesOf } from '../support/composites.js';
import { concreteNumbers } from '../support/concrete.js';
import { positionIn } from '../support/positions.js';

/** Sums of `weights` by the numbers 0, ..., length - 1; numbers out of range do not count. */
function countsOf(numbers: Tensor, weights: Tensor, length: number): Tensor {
  const spare = scalarLike(length, numbers);
  const isInside = logicalAnd(less(numbers, spare), greater(numbers, scalarLike(-1, numbers)));
  const rows = reshape(select(isInside, numbers, spare), [numbers.size, 1]);
  const zeros = broadcastTo(scalarLike(0, weights), [length + 1]);
  return slice(scatterNd(zeros, rows, weights, 'add'), [0], [length]);
}

/**
 * How often each of the numbers 0, 1, ... occurs (or the sum of the weights of its occurrences), up to the largest of them or
 * `minlength`. Negative numbers count as 0. A matrix is counted by rows.
 *
 * @throws RuntimeError inside a traced function, because the length of the result depends on values
 */
export const bincount = numpy(
  'bincount',
  ['x', 'weights', 'minlength', 'sparse'],
  (x: TensorLike, weights: TensorLike | null = null, minlength: number = 0, sparse: boolean = false): Tensor => {
    const input = asTensor(x);
    requireIntegers('bincount', input);
    if (sparse) throw new ValueError('[bincount]: results are dense.');
    if (input.rank !== 1 && input.rank !== 2) {
      throw new ShapeError('[bincount]: a vector or a matrix is needed.', { received: formatShape(input.shape) });
    }
    const indices = asIndices(input);
    const known = concreteNumbers('bincount', indices);
    let [largest, least] = [-1, 0];
    for (let i = 0; i < known.length; i++) {
      const number = known[i]!;
      if (number > largest) largest = number;
      if (number < least) least = number;
    }
    const length = Math.max(least < 0 ? 1 : 0, largest + 1, minlength);
    // Every row counts in a stretch of its own.
    const [rows, columns] = (input.rank === 1 ? [1, input.size] : input.shape) as [number, number];
    const shape = input.rank === 1 ? [length] : [rows, length];
    if (weights === null) {
      const counts = new Int32Array(rows * length);
      for (let row = 0, i = 0; row < rows; row++) {
        for (const end = i + columns; i < end; i++) counts[row * length + Math.max(0, known[i]!)]!++;
      }
      return tensor(counts, shape);
    }
    const amounts = asTensor(weights);
    const numbers = least < 0 ? maximum(indices, scalarLike(0, indices)) : indices;
    const starts = asTensor(integers(rows).map((row) => [row * length]));
    const places = add(reshape(numbers, [rows, columns]), cast(starts, numbers.dtype));
    const zeros = broadcastTo(scalarLike(0, amounts), [rows * length]);
    return reshape(scatterNd(zeros, reshape(places, [rows * columns, 1]), flat(amounts), 'add'), shape);
  },
);

/**
 * How many elements fall into each of `bins` equal intervals of `range` (left out: from the smallest to the largest element), as
 * floats; and the edges of the intervals. The last interval contains its right edge.
 */
export const histogram = numpy(
  'histogram',
  ['x', 'bins', 'range'],
  (x: TensorLike, bins: number = 10, range: readonly [number, number] | null = null): [Tensor, Tensor] => {
    if (!Number.isInteger(bins)) {
      throw new PythonTypeError('[histogram]: bins must be an integer.', { received: String(bins) });
    }
    if (bins < 1) throw new ValueError('[histogram]: bins must be positive.', { received: String(bins) });
    requireLength('histogram', bins);
    if (range && ([range].flat().length !== 2 || range[0] > range[1])) {
      throw new ValueError('[histogram]: the range must be two numbers, the second not below the first.', {
        received: formatShape([range].flat()),
      });
    }
    if (asTensor(x).rank > 1) {
      throw new ValueError('[histogram]: a vector is needed.', { received: formatShape(asTensor(x).shape) });
    }
    const input = flat(toFloat(x));
    const least = range
      ? scalarLike(range[0], input)
      : input.size === 0
        ? scalarLike(0, input)
        : reduce.min(input, [0]);
    const most = range ? scalarLike(range[1], input) : input.size === 0 ? scalarLike(1, input) : reduce.max(input, [0]);
    const half = mul(cast(equal(least, most), input.dtype), scalarLike(0.5, input));
    const [low, high] = [sub(least, half), add(most, half)];
    const steps = cast(asTensor(integers(bins + 1).map((i) => i / bins)), input.dtype);
    const edges = add(mul(low, sub(scalarLike(1, input), steps)), mul(high, steps));
    const position = positionIn(edges, input, 'right');
    const interval = select(equal(input, high), scalarLike(bins, position), position);
    const counts = countsOf(
      sub(interval, scalarLike(1, interval)),
      broadcastTo(scalarLike(1, input), input.shape),
      bins,
    );
    return [counts, edges];
  },
);

/** Pearson's correlation coefficients of the rows. */
export const corrcoef = unaryOp('corrcoef', (value) => {
  const x = toFloat(value);
  if (x.rank > 2) throw new ShapeError('[corrcoef]: a matrix is needed.', { received: formatShape(x.shape) });
  const rows = x.rank === 2 ? x : reshape(x, [1, x.size]);
  const deviation = sub(rows, reduce.mean(rows, [1], true));
  const covariance = product(deviation, matrixTranspose(deviation));
  const scale = sqrt(diagonals(covariance, 0));
  const n = rows.shape[0]!;
  const coefficients = div(div(covariance, reshape(scale, [n, 1])), scale);
  const bounded = maximum(minimum(coefficients, scalarLike(1, x)), scalarLike(-1, x));
  return n === 1 ? reshape(bounded, []) : bounded;
});

/**
 * The cross-correlation of two vectors: sums of the products of x1 with x2 moved along it.
 *
 * @param mode 'valid': where they overlap fully; 'same': as long as the longer one; 'full': wherever they overlap
 */
export const correlate = numpy(
  'correlate',
  ['x1', 'x2', 'mode'],
  (x1: TensorLike, x2: TensorLike, mode: 'valid' | 'same' | 'full' = 'valid'): Tensor => {
    const [x, y] = promoteToFloat(x1, x2) as [Tensor, Tensor];
    if (x.rank !== 1 || y.rank !== 1 || !['valid', 'same', 'full'].includes(mode)) {
      throw new ValueError("[correlate]: two vectors are needed, and mode 'valid', 'same' or 'full'.", {
        received: `${formatShape(x.shape)}, ${formatShape(y.shape)}, '${mode}'`,
      });
    }
    const [n, m] = [x.size, y.size];
    const padded = pad(x, [m - 1], [m - 1]);
    const full = reshape(product(framesOf(padded, m, 1), reshape(y, [m, 1])), [n + m - 1]);
    if (mode === 'full') return full;
    const [shorter, longer] = [Math.min(n, m), Math.max(n, m)];
    if (mode === 'valid') return slice(full, [shorter - 1], [longer - shorter + 1]);
    const start = Math.floor((shorter - 1) / 2);
    return slice(full, [n >= m ? start : full.size - longer - start], [longer]);
  },
  { tensors: 2 },
);
