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
import { promoteToFloat, toFloat } from '../python/promotion.js';
import { formatShape, normalizeAxes } from '../shape.js';
import { newSymbol } from '../symbolic/symbols.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import type { Axis } from './support/arguments.js';
import { asIndices, framesOf } from './support/composites.js';
import { opFamily } from './support/define.js';

const math = opFamily('math');

/** The error function. */
export const erf = math('erf', ['x'], (x: TensorLike): Tensor => erfTensor(toFloat(x)));
/** 1 - erf(x), without cancellation. */
export const erfc = math('erfc', ['x'], (x: TensorLike): Tensor => erfcTensor(toFloat(x)));
/** The inverse of {@link erf}, infinite at ±1. */
export const erfinv = math('erfinv', ['x'], (x: TensorLike): Tensor => erfInv(toFloat(x)));
/** 1 / √x. */
export const rsqrt = math('rsqrt', ['x'], (x: TensorLike): Tensor => {
  const input = toFloat(x);
  return reciprocal(sqrt(input));
});

/** log Σ e^x without overflow; -∞ for elements that are all -∞. */
export const logsumexp = math(
  'logsumexp',
  ['x', 'axis', 'keepdims'],
  (x: TensorLike, axis: Axis = null, keepdims: boolean = false): Tensor => {
    const input = toFloat(x);
    const axes = normalizeAxes(axis, input.rank, 'logsumexp');
    const top = stopGradient(max(input, axes, true));
    // An infinite maximum would give ∞ - ∞.
    const isFinite = less(abs(top), scalarLike(Number.POSITIVE_INFINITY, input));
    const shift = select(isFinite, top, scalarLike(0, input));
    const total = add(log(sum(exp(sub(input, shift)), axes, true)), shift);
    return keepdims
      ? total
      : reshape(
          total,
          input.shape.filter((_, i) => !axes.includes(i)),
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
    (data: TensorLike, segmentIds: TensorLike, numSegments: number | null = null, sorted: boolean = false): Tensor => {
      // Nothing is gained from ids that are sorted already.
      void sorted;
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
        numSegments === null ? newSymbol([null, ...asTensor(data).shape.slice(1)], asTensor(data).dtype) : undefined,
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
  (x: TensorLike, k: number, sorted: boolean = true): [values: Tensor, indices: Tensor] => {
    // They are in any case.
    void sorted;
    return largest(asTensor(x), k);
  },
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
  (x: TensorLike, y: TensorLike): Tensor => {
    const [input, array] = promoteToFloat(x, y) as [Tensor, Tensor];
    if (input.rank < 2 || array.rank < 2 || input.shape[input.rank - 1] !== array.shape[array.rank - 1]) {
      throw new ShapeError('[cdist]: rows of equal size are needed.', {
        received: `${formatShape(input.shape)} and ${formatShape(array.shape)}`,
      });
    }
    const rows = reshape(input, [...input.shape.slice(0, -1), 1, input.shape[input.rank - 1]!]);
    const columns = reshape(array, [...array.shape.slice(0, -2), 1, ...array.shape.slice(-2)]);
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
