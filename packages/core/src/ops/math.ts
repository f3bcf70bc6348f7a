/** keras.ops under its math heading: special functions, segments, the largest elements. Fourier transforms: fft.ts. */
import { dtypeRange, isFloat } from '../dtype.js';
import { ShapeError, ValueError } from '../errors.js';
import {
  greater,
  greaterEqual,
  isNan,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
} from '../primitives/compare.js';
import {
  abs,
  add,
  cast,
  erf as erfTensor,
  exp,
  log,
  mul,
  reciprocal,
  scalar,
  scalarLike,
  select,
  sqrt,
  stopGradient,
  sub,
} from '../primitives/elementwise.js';
import { erfInv } from '../primitives/erf-inv.js';
import { gatherElements } from '../primitives/indexing.js';
import { broadcastTo, reshape, slice } from '../primitives/movement.js';
import { max, sum } from '../primitives/reduce.js';
import { type ScatterReduction, scatterNd } from '../primitives/scatter.js';
import { topK as largest } from '../primitives/sort.js';
import { erfc as erfcTensor } from '../primitives/special.js';
import { promote, toFloat } from '../promotion.js';
import { formatShape, normalizeAxes } from '../shape.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor.js';
import type { Axis } from './arguments.js';
import { asIndices, framesOf } from './composites.js';
import { opFamily } from './define.js';

const math = opFamily('math');

/** The error function. */
export const erf = math('erf', ['x'], (x: TensorLike): Tensor => erfTensor(toFloat(x)));
/** 1 - erf(x), without cancellation. */
export const erfc = math('erfc', ['x'], (x: TensorLike): Tensor => erfcTensor(toFloat(x)));
/** The inverse of {@link erf}, infinite at ±1. */
export const erfinv = math('erfinv', ['x'], (x: TensorLike): Tensor => erfInv(toFloat(x)));
/** 1 / √x. */
export const rsqrt = math('rsqrt', ['x'], (value: TensorLike): Tensor => {
  const x = toFloat(value);
  return reciprocal(sqrt(x));
});

/** log Σ e^x without overflow; -∞ for elements that are all -∞. */
export const logsumexp = math(
  'logsumexp',
  ['x', 'axis', 'keepdims'],
  (value: TensorLike, axis: Axis = null, keepdims: boolean = false): Tensor => {
    const x = toFloat(value);
    const axes = normalizeAxes(axis, x.rank, 'logsumexp');
    const top = stopGradient(max(x, axes, true));
    // An infinite maximum would give ∞ - ∞.
    const isFinite = less(abs(top), scalarLike(Number.POSITIVE_INFINITY, x));
    const shift = select(isFinite, top, scalarLike(0, x));
    const total = add(log(sum(exp(sub(x, shift)), axes, true)), shift);
    return keepdims
      ? total
      : reshape(
          total,
          x.shape.filter((_, i) => !axes.includes(i)),
        );
  },
);

type Segments = Exclude<ScatterReduction, 'none'>;

/** What an empty segment holds. */
const identity = (x: Tensor, reduction: Segments): number => {
  if (reduction === 'add' || reduction === 'mul') return reduction === 'add' ? 0 : 1;
  const bound = isFloat(x.dtype) ? Number.POSITIVE_INFINITY : dtypeRange(x.dtype)[1];
  return reduction === 'min' ? bound : isFloat(x.dtype) ? -bound : dtypeRange(x.dtype)[0];
};

const segment = (name: string, reduction: Segments) =>
  math(
    name,
    ['data', 'segmentIds', 'numSegments', 'sorted'],
    (data: TensorLike, segmentIds: TensorLike, numSegments: number | null = null, _sorted: boolean = false): Tensor => {
      const [x, ids] = [asTensor(data), asIndices(asTensor(segmentIds))];
      if (numSegments === null) {
        throw new ValueError(`[${name}]: numSegments is needed, because the shape of the result depends on it.`);
      }
      if (ids.rank !== 1 || ids.size !== x.shape[0]) {
        throw new ShapeError(`[${name}]: one segment is needed for each element of the first axis.`, {
          received: `data ${formatShape(x.shape)}, segmentIds ${formatShape(ids.shape)}`,
        });
      }
      // Ids out of range belong to a segment that is cut off.
      const spare = scalarLike(numSegments, ids);
      const isOutside = logicalOr(less(ids, scalarLike(0, ids)), greaterEqual(ids, spare));
      const rows = reshape(select(isOutside, spare, ids), [ids.size, 1]);
      const rest = x.shape.slice(1);
      const start = broadcastTo(scalarLike(identity(x, reduction), x), [numSegments + 1, ...rest]);
      return slice(
        scatterNd(start, rows, x, reduction),
        x.shape.map(() => 0),
        [numSegments, ...rest],
      );
    },
    {
      tensors: 2,
      spec: (data: TensorLike, _segmentIds: TensorLike, numSegments: number | null = null) =>
        numSegments === null
          ? new KerasTensor([null, ...asTensor(data).shape.slice(1)], asTensor(data).dtype)
          : undefined,
    },
  );
/** Sums of the slices of `data` (along its first axis) with equal ids. */
export const segmentSum = segment('segment_sum', 'add');
/** Products of the slices of `data` with equal ids. */
export const segmentProd = segment('segment_prod', 'mul');
/** The largest elements of the slices of `data` with equal ids; -∞ (or the least integer) for an empty segment. */
export const segmentMax = segment('segment_max', 'max');
/** The smallest elements of the slices of `data` with equal ids; ∞ (or the largest integer) for an empty segment. */
export const segmentMin = segment('segment_min', 'min');

/** The k largest elements of the last axis in descending order, and their int32 positions. */
export const topK = math(
  'top_k',
  ['x', 'k', 'sorted'],
  (x: TensorLike, k: number, _sorted: boolean = true): [values: Tensor, indices: Tensor] => largest(asTensor(x), k),
);

/** Whether the prediction for each target is among the k largest of its row. A target out of range is not. */
export const inTopK = math(
  'in_top_k',
  ['targets', 'predictions', 'k'],
  (targets: TensorLike, predictions: TensorLike, k: number): Tensor => {
    const [ids, scores] = [asIndices(asTensor(targets)), asTensor(predictions)];
    const classes = scores.shape[scores.rank - 1]!;
    const size = scalarLike(classes, ids);
    const isKnown = logicalAnd(less(ids, size), greaterEqual(ids, scalarLike(-classes, ids)));
    const column = reshape(select(isKnown, ids, scalarLike(0, ids)), [...ids.shape, 1]);
    const own = gatherElements(scores, column, scores.rank - 1);
    const isValid = reshape(isKnown, column.shape);
    const missing = isFloat(scores.dtype) ? logicalOr(isNan(own), logicalNot(isValid)) : logicalNot(isValid);
    const lowest = isFloat(scores.dtype) ? Number.NEGATIVE_INFINITY : dtypeRange(scores.dtype)[0];
    const bound = select(missing, scalarLike(lowest, own), own);
    const rank = sum(cast(greater(scores, bound), 'int32'), [scores.rank - 1]);
    return lessEqual(rank, scalar(k - 1, 'int32'));
  },
  { tensors: 2 },
);

/** Euclidean distances between every row of x and every row of y; leading axes broadcast. */
export const cdist = math(
  'cdist',
  ['x', 'y'],
  (x1: TensorLike, x2: TensorLike): Tensor => {
    const [x, y] = promote(toFloat(x1), toFloat(x2)) as [Tensor, Tensor];
    if (x.rank < 2 || y.rank < 2 || x.shape[x.rank - 1] !== y.shape[y.rank - 1]) {
      throw new ShapeError('[cdist]: rows of equal size are needed.', {
        received: `${formatShape(x.shape)} and ${formatShape(y.shape)}`,
      });
    }
    const rows = reshape(x, [...x.shape.slice(0, -1), 1, x.shape[x.rank - 1]!]);
    const columns = reshape(y, [...y.shape.slice(0, -2), 1, ...y.shape.slice(-2)]);
    const difference = sub(rows, columns);
    return sqrt(sum(mul(difference, difference), [difference.rank - 1]));
  },
  { tensors: 2, className: 'CDist' },
);

/** Pieces of `sequenceLength` elements of the last axis, `sequenceStride` apart, as two last axes. */
export const extractSequences = math(
  'extract_sequences',
  ['x', 'sequenceLength', 'sequenceStride'],
  (x: TensorLike, sequenceLength: number, sequenceStride: number): Tensor =>
    framesOf(asTensor(x), sequenceLength, sequenceStride),
);
