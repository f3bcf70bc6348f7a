/** Softmax, its logarithm, and its sparse relative. */
import { greater } from '../../primitives/compare.js';
import { cumsum } from '../../primitives/cumulative.js';
import { add, cast, div, maximum, neg, scalarLike, select, sub } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { reshape } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import * as primitive from '../../primitives/softmax.js';
import { sort } from '../../primitives/sort.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxis, type Shape } from '../../shape.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import type { Axis } from '../support/arguments.js';
import { opFamily } from '../support/define.js';
import { overAxes } from '../support/over-axes.js';

const op = opFamily('nn');

/** Which warnings were given already, by axis and rank: as in Python, one place warns once. */
const warned = new Set<string>();

/** `Dense(1, { activation: 'softmax' })` is seldom meant. */
function warnOfOne(shape: Shape, axis: Axis): void {
  if (typeof axis !== 'number' || shape.at(axis) !== 1) return;
  const place = `${axis} of ${shape.length}`;
  if (warned.has(place)) return;
  warned.add(place);
  console.warn(
    `You are using a softmax over axis ${axis} of a tensor of shape ${formatShape(shape)}. This axis has size 1. The softmax operation ` +
      'will always return the value 1, which is likely not what you intended. Did you mean to use a sigmoid instead?',
  );
}

/**
 * e^x, divided by its sum over one axis or over several together. Along an axis of size 1 it warns that all is 1.
 *
 * @example
 * ops.softmax([[1, 2], [3, 3]]); // [[0.27, 0.73], [0.5, 0.5]]
 */
export const softmax = op('softmax', ['x', 'axis'], (x: TensorLike, axis: Axis = -1): Tensor => {
  const given = toFloat(x);
  const shares = overAxes('softmax', given, axis, primitive.softmax);
  warnOfOne(given.shape, axis);
  return shares;
});

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
