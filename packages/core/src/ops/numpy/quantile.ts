/** keras.ops: medians, quantiles, percentiles. */
import { ValueError } from '../../errors.js';
import { isNan, lessEqual } from '../../primitives/compare.js';
import { add, cast, ceil, floor, maximum, mul, scalarLike, select, sub } from '../../primitives/elementwise.js';
import { gatherElements } from '../../primitives/indexing.js';
import { reshape, transpose } from '../../primitives/movement.js';
import * as reduce from '../../primitives/reduce.js';
import { sort } from '../../primitives/sort.js';
import { convert, toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxes, range, reducedShape, sizeOf } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { type Axis, numpy } from '../support/arguments.js';
import { anyOf, moveAxes } from '../support/composites.js';

/** How to choose between the neighbours of a position that is not whole. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'midpoint' | 'nearest';

/** From the value below, the value above, and how far in between. */
const between: Readonly<Record<QuantileMethod, (low: Tensor, high: Tensor, weight: Tensor) => Tensor>> = {
  linear: (low, high, weight) => add(mul(low, sub(scalarLike(1, low), weight)), mul(high, weight)),
  lower: (low) => low,
  higher: (_low, high) => high,
  midpoint: (low, high) => mul(add(low, high), scalarLike(0.5, low)),
  nearest: (low, high, weight) => select(lessEqual(weight, scalarLike(0.5, low)), low, high),
};

/**
 * Quantiles along the axes; those of a vector `q` lie along a new first axis.
 *
 * @param skipNan leaves NaN out; otherwise one NaN makes the result NaN
 */
function quantileOf(
  op: string,
  value: TensorLike,
  q: Tensor,
  axis: Axis,
  method: QuantileMethod,
  keepdims: boolean,
  skipNan: boolean,
): Tensor {
  const x = toFloat(value);
  if (!(method in between) || q.rank > 1) {
    throw new ValueError(`[${op}]: a number or a vector of them is needed, and one of NumPy's methods.`, {
      expected: Object.keys(between).join(', '),
      received: `q of shape ${formatShape(q.shape)}, method '${method}'`,
    });
  }
  const axes = normalizeAxes(axis, x.rank, op);
  const kept = range(x.rank).filter((i) => !axes.includes(i));
  const lead = kept.map((i) => x.shape[i]!);
  const n = sizeOf(axes.map((i) => x.shape[i]!));
  const rows = reshape(transpose(x, [...kept, ...axes]), [...lead, n]);
  const last = rows.rank - 1;
  const missing = isNan(rows);
  // NaN comes last, where no position of a number is.
  const sorted = sort(rows, last);
  const numbers = reduce.sum(select(missing, scalarLike(0, x), scalarLike(1, x)), [last], true);
  const highest = maximum(sub(numbers, scalarLike(1, x)), scalarLike(0, x));
  const position = mul(highest, reshape(convert(q, x.dtype), [q.size]));
  const low = floor(position);
  const at = (index: Tensor) => gatherElements(sorted, cast(index, 'int32'), last);
  const found = between[method](at(low), at(ceil(position)), sub(position, low));
  const invalid = skipNan ? lessEqual(numbers, scalarLike(0, x)) : anyOf(missing, [last], true);
  const values = select(invalid, scalarLike(Number.NaN, x), found);
  const front = moveAxes(values, last, 0);
  return reshape(front, [...q.shape, ...reducedShape(x.shape, axes, keepdims)]);
}

const quantiles = (name: string, scale: number, skipNan: boolean) =>
  numpy(
    name,
    ['x', 'q', 'axis', 'method', 'keepdims'],
    (
      x: TensorLike,
      q: TensorLike,
      axis: Axis = null,
      method: QuantileMethod = 'linear',
      keepdims: boolean = false,
    ): Tensor => {
      const fraction = mul(toFloat(q), scalarLike(scale, toFloat(q)));
      return quantileOf(name, x, fraction, axis, method, keepdims, skipNan);
    },
    { tensors: 2 },
  );
/** The values below which the fractions `q` (from 0 to 1) of the elements lie. */
export const quantile = quantiles('quantile', 1, false);
/** {@link quantile} for `q` from 0 to 100. */
export const percentile = quantiles('percentile', 0.01, false);
/** {@link quantile} of the elements that are not NaN. */
export const nanquantile = quantiles('nanquantile', 1, true);
/** {@link percentile} of the elements that are not NaN. */
export const nanpercentile = quantiles('nanpercentile', 0.01, true);

const medians = (name: string, skipNan: boolean) =>
  numpy(
    name,
    ['x', 'axis', 'keepdims'],
    (x: TensorLike, axis: Axis = null, keepdims: boolean = false): Tensor =>
      quantileOf(name, x, asTensor(0.5, 'float32'), axis, 'midpoint', keepdims, skipNan),
  );
/** The middle element, or the mean of the two middle ones. */
export const median = medians('median', false);
/** {@link median} of the elements that are not NaN. */
export const nanmedian = medians('nanmedian', true);
