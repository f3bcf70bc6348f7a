/** Softmax, its logarithm, and its sparse relative. */
import { greater } from '../../primitives/compare.js';
import { cumsum } from '../../primitives/cumulative.js';
import { add, cast, div, maximum, neg, scalarLike, select, sub } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { inversePermutation, reshape, transpose } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import * as primitive from '../../primitives/softmax.js';
import { sort } from '../../primitives/sort.js';
import { toFloat } from '../../python/promotion.js';
import { normalizeAxes, normalizeAxis, range, sizeOf } from '../../shape.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import type { Axis } from '../support/arguments.js';
import { opFamily } from '../support/define.js';

const op = opFamily('nn');

/** Applies a function of one axis to several at once, as if they were one. */
function overAxes(name: string, x: Tensor, axis: Axis, body: (x: Tensor, axis: number) => Tensor): Tensor {
  const axes = normalizeAxes(axis, x.rank, name);
  if (axes.length === 1) return body(x, axes[0]!);
  const kept = range(x.rank).filter((i) => !axes.includes(i));
  const order = [...kept, ...axes];
  const moved = transpose(x, order);
  const joined = reshape(moved, [...kept.map((i) => x.shape[i]!), sizeOf(axes.map((i) => x.shape[i]!))]);
  return transpose(reshape(body(joined, kept.length), moved.shape), inversePermutation(order));
}

/**
 * e^x, divided by its sum over one axis or over several together.
 *
 * @example
 * ops.softmax([[1, 2], [3, 3]]); // [[0.27, 0.73], [0.5, 0.5]]
 */
export const softmax = op(
  'softmax',
  ['x', 'axis'],
  (x: TensorLike, axis: Axis = -1): Tensor => overAxes('softmax', toFloat(x), axis, primitive.softmax),
);

/** The logarithm of {@link softmax}. */
export const logSoftmax = op(
  'log_softmax',
  ['x', 'axis'],
  (x: TensorLike, axis: Axis = -1): Tensor => overAxes('log_softmax', toFloat(x), axis, primitive.logSoftmax),
);

/**
 * A softmax that gives small elements no share at all (https://arxiv.org/abs/1602.02068). As in Keras, the threshold sums the
 * running totals of the support, so that the shares add up to 1 only where the support is a single element.
 */
export const sparsemax = op('sparsemax', ['x', 'axis'], (x: TensorLike, axis: number = -1): Tensor => {
  const input = toFloat(x);
  const along = normalizeAxis(axis, input.rank, 'sparsemax');
  const one = scalarLike(1, input);
  const ordered = neg(sort(neg(input), along));
  const totals = cumsum(ordered, along);
  const counts = add(iota(input.shape[along]!, input.dtype), one);
  const ranks = reshape(
    counts,
    input.shape.map((n, i) => (i === along ? n : 1)),
  );
  const support = greater(sub(ordered, div(sub(totals, one), ranks)), scalarLike(0, input));
  const size = sum(cast(support, input.dtype), [along], true);
  const supported = sum(select(support, totals, scalarLike(0, input)), [along], true);
  return maximum(sub(input, div(sub(supported, one), size)), scalarLike(0, input));
});
