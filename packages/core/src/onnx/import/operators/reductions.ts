/** Reductions over axes, order and running sums. */
import { isFloat } from '../../../dtype.js';
import * as ops from '../../../ops/index.js';
import { knownNumber, knownNumbers } from '../../../ops/support/static-values.js';
import { cumprod, cumsum } from '../../../primitives/cumulative.js';
import { abs, cast, log, mul, quotient, scalarLike, sqrt, sub } from '../../../primitives/elementwise.js';
import { reverse } from '../../../primitives/movement.js';
import { argMax, argMin, max, mean, min, prod, sum } from '../../../primitives/reduce.js';
import { topK } from '../../../primitives/sort.js';
import { normalizeAxes, normalizeAxis, range, sizeOf } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type Operator, type OperatorNode, type OperatorTable, operator } from '../operator.js';

type Reduce = (x: Tensor, axes: readonly number[], keepdims: boolean) => Tensor;

/** The axes: an attribute in older versions, an input in newer ones. None at all are all, unless the node says otherwise. */
const reduction = (reduce: Reduce): Operator =>
  operator(
    1,
    (node, x, axesInput) => {
      const given = axesInput ? knownNumbers(`The axes of ${node.type}`, axesInput) : (node.ints('axes') ?? []);
      if (given.length === 0 && node.flag('noop_with_empty_axes')) return x;
      const axes = given.length === 0 ? range(x.rank) : [...normalizeAxes(given, x.rank)];
      return reduce(x, axes, node.flag('keepdims', true));
    },
    { shapes: [1] },
  );

const count = (x: Tensor, axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]!));

const average: Reduce = (x, axes, keepdims) => {
  if (isFloat(x.dtype)) return mean(x, axes, keepdims);
  const total = sum(x, axes, keepdims);
  return quotient(total, scalarLike(count(x, axes), total));
};

/** The largest element is taken out first, so that nothing overflows. */
const logSumExp: Reduce = (x, axes, keepdims) => cast(ops.logsumexp(x, [...axes], keepdims), x.dtype);

/** Of bools, the largest says whether any holds. */
const extreme =
  (reduce: Reduce): Reduce =>
  (x, axes, keepdims) =>
    x.dtype === 'bool' ? cast(reduce(cast(x, 'uint8'), axes, keepdims), 'bool') : reduce(x, axes, keepdims);

const position =
  (first: (x: Tensor, axis: number) => Tensor) =>
  (node: OperatorNode, x: Tensor): Tensor => {
    const axis = normalizeAxis(node.int('axis', 0), x.rank, node.type);
    let found = cast(first(node.flag('select_last_index') ? reverse(x, [axis]) : x, axis), 'int64');
    if (node.flag('select_last_index')) found = sub(scalarLike(x.shape[axis]! - 1, found), found);
    return node.flag('keepdims', true) ? ops.expandDims(found, axis) : found;
  };

function top(node: OperatorNode, x: Tensor, k: Tensor | undefined): Tensor[] {
  const axis = normalizeAxis(node.int('axis', -1), x.rank, node.type);
  const wanted = k ? knownNumber('The k of TopK', k) : node.int('k', 1);
  const [values, indices] = topK(x, wanted, axis, node.flag('largest', true));
  return [values, cast(indices, 'int64')];
}

const running =
  (accumulate: (x: Tensor, axis: number, exclusive: boolean, reversed: boolean) => Tensor) =>
  (node: OperatorNode, x: Tensor, axis: Tensor): Tensor =>
    accumulate(
      x,
      normalizeAxis(knownNumber(`The axis of ${node.type}`, axis), x.rank, node.type),
      node.flag('exclusive'),
      node.flag('reverse'),
    );

function runningProduct(x: Tensor, axis: number, exclusive: boolean, reversed: boolean): Tensor {
  const flipped = reversed ? reverse(x, [axis]) : x;
  const length = x.shape[axis]!;
  const shifted = exclusive
    ? ops.concatenate([ops.onesLike(ops.take(flipped, [0], axis)), ops.take(flipped, range(length - 1), axis)], axis)
    : flipped;
  const result = cumprod(shifted, axis);
  return reversed ? reverse(result, [axis]) : result;
}

export const reductions: OperatorTable = {
  ReduceSum: reduction(sum),
  ReduceMean: reduction(average),
  ReduceMax: reduction(extreme(max)),
  ReduceMin: reduction(extreme(min)),
  ReduceProd: reduction(prod),
  ReduceL1: reduction((x, axes, keepdims) => sum(abs(x), axes, keepdims)),
  ReduceL2: reduction((x, axes, keepdims) => sqrt(sum(mul(x, x), axes, keepdims))),
  ReduceLogSum: reduction((x, axes, keepdims) => log(sum(x, axes, keepdims))),
  ReduceLogSumExp: reduction(logSumExp),
  ReduceSumSquare: reduction((x, axes, keepdims) => sum(mul(x, x), axes, keepdims)),
  ArgMax: operator(1, position(argMax)),
  ArgMin: operator(1, position(argMin)),
  TopK: operator(1, top, { shapes: [1] }),
  CumSum: operator(2, running(cumsum), { shapes: [1] }),
  CumProd: operator(2, running(runningProduct), { shapes: [1] }),
};
