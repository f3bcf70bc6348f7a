/** keras.ops: new tensors, and tensors like others. */
import { floatx } from '../../config.js';
import { type DType, isFloat } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import { equal, lessEqual } from '../../primitives/compare.js';
import { add, cast, div, exp, floor, log, mul, pow, scalar, sub } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { broadcastTo, reshape, transpose } from '../../primitives/movement.js';
import { convert, floatResult, promotableOf, promote, promoteToFloat, resultType } from '../../python/promotion.js';
import { isPlainObject } from '../../python/python-call.js';
import { formatShape, normalizeAxis, range, requireLength, type Shape } from '../../shape.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { asTensor, fromHost, type Tensor, type TensorLike, tensor } from '../../tensor/tensor.js';
import { type DTypeLike, dtypeOr, numpy } from '../support/arguments.js';
import { diagonalOffsets, filled, flat } from '../support/composites.js';
import { concreteNumber } from '../support/concrete.js';

const shapeOf = (shape: number | Shape): Shape => (typeof shape === 'number' ? [shape] : shape);

const constantOp = (name: string, value: number) =>
  numpy(
    name,
    ['shape', 'dtype'],
    (shape: number | Shape, dtype: DTypeLike = null): Tensor => filled(value, shapeOf(shape), dtypeOr(dtype, floatx())),
    { tensors: 0 },
  );
/** A tensor of zeros. */
export const zeros = constantOp('zeros', 0);
/** A tensor of ones. */
export const ones = constantOp('ones', 1);
/** Zeros: a tensor without chosen values. */
export const empty = constantOp('empty', 0);

const constantLike = (name: string, value: number) =>
  numpy(name, ['x', 'dtype'], (x: TensorLike, dtype: DTypeLike = null): Tensor => {
    const like = asTensor(x);
    return filled(value, like.shape, dtypeOr(dtype, like.dtype));
  });
/** Zeros in the shape of x. */
export const zerosLike = constantLike('zeros_like', 0);
/** Ones in the shape of x. */
export const onesLike = constantLike('ones_like', 1);
/** Zeros of the shape and dtype of x. */
export const emptyLike = constantLike('empty_like', 0);

/** A tensor of the given shape filled with `fillValue`, which may be a tensor that broadcasts. */
export const full = numpy(
  'full',
  ['shape', 'fillValue', 'dtype'],
  (shape: number | Shape, fillValue: TensorLike, dtype: DTypeLike = null): Tensor =>
    filled(fillValue, shapeOf(shape), dtypeOr(dtype, floatx())),
  { tensors: ['fillValue'] },
);

/** `fillValue` in the shape of x. */
export const fullLike = numpy(
  'full_like',
  ['x', 'fillValue', 'dtype'],
  (x: TensorLike, fillValue: TensorLike, dtype: DTypeLike = null): Tensor => {
    const like = asTensor(x);
    return filled(fillValue, like.shape, dtypeOr(dtype, like.dtype));
  },
  { tensors: 2 },
);

/** A tensor from numbers, nested arrays, a typed array or a tensor. */
export const array = numpy('array', ['x', 'dtype'], (x: TensorLike, dtype: DTypeLike = null): Tensor => {
  if (dtype === null) return asTensor(x);
  return convert(x, dtypeOr(dtype, floatx()));
});

/**
 * Numbers from `start` to before `stop`, `step` apart; with one argument, from 0 to before it.
 *
 * @throws ValueError for a step of 0
 * @example
 * ops.arange(3); // [0, 1, 2], int32
 * ops.arange(0, 1, 0.25); // [0, 0.25, 0.5, 0.75], float32
 */
export const arange = numpy(
  'arange',
  ['start', 'stop', 'step', 'dtype'],
  (start: number, stop: number | null = null, step: number | null = null, dtype: DTypeLike = null): Tensor => {
    const [from, to, by] = stop === null ? [0, start, step ?? 1] : [start, stop, step ?? 1];
    if (by === 0) throw new ValueError('[arange]: the step must not be 0.');
    const given = [start, stop, step].filter((value) => value !== null);
    const target = dtypeOr(dtype, resultType(...given.map(promotableOf)));
    const length = requireLength('arange', Math.max(0, Math.ceil((to - from) / by)));
    if (from === 0 && by === 1) return iota(length, target);
    return tensor(
      Float64Array.from({ length }, (_, i) => from + i * by),
      [length],
      target,
    );
  },
  { tensors: 0 },
);

/** `num` fractions of the way from 0 to 1, shaped to broadcast against `rank` further axes. */
function fractions(num: number, endpoint: boolean, rank: number, dtype: DType): Tensor {
  const intervals = endpoint ? Math.max(1, num - 1) : Math.max(1, num);
  const values = Float64Array.from({ length: requireLength('linspace', num) }, (_, i) => i / intervals);
  return fromHost(fromNumbers(values, dtype, [num, ...new Array<number>(rank).fill(1)]));
}

/** (1 - t) · start + t · stop, so that both ends are exact; the steps along `axis`. */
function interpolate(start: TensorLike, stop: TensorLike, num: number, endpoint: boolean, axis: number): Tensor {
  const dtype = floatResult(resultType(promotableOf(start), promotableOf(stop)));
  const [a, b] = promote(convert(start, dtype), convert(stop, dtype)) as [Tensor, Tensor];
  const ends = add(a, mul(b, scalar(0, dtype)));
  const t = fractions(num, endpoint, ends.rank, dtype);
  const values = add(mul(a, sub(scalar(1, dtype), t)), mul(b, t));
  const to = normalizeAxis(axis, values.rank, 'linspace');
  const others = range(values.rank).slice(1);
  return transpose(values, [...others.slice(0, to), 0, ...others.slice(to)]);
}

const checkCount = (op: string, num: number): void => {
  if (Number.isInteger(num) && num >= 0) return;
  throw new ValueError(`[${op}]: the number of samples must be an integer that is not negative.`, {
    received: String(num),
  });
};

const linspaceOf = numpy(
  'linspace',
  ['start', 'stop', 'num', 'endpoint', 'retstep', 'dtype', 'axis'],
  (
    start: TensorLike,
    stop: TensorLike,
    num: number | Tensor = 50,
    endpoint: boolean = true,
    retstep: boolean = false,
    dtype: DTypeLike = null,
    axis: number = 0,
  ): Tensor | [Tensor, Tensor] => {
    const numTensor = concreteNumber('linspace', num);
    checkCount('linspace', numTensor);
    const exact = interpolate(start, stop, numTensor, endpoint, axis);
    const target = dtypeOr(dtype, exact.dtype);
    // As NumPy, whole numbers are rounded down.
    const samples = isFloat(target) ? cast(exact, target) : cast(floor(exact), target);
    if (!retstep) return samples;
    const intervals = endpoint ? numTensor - 1 : numTensor;
    const [a, b] = promote(convert(start, exact.dtype), convert(stop, exact.dtype)) as [Tensor, Tensor];
    return [samples, div(sub(b, a), scalar(intervals > 0 ? intervals : Number.NaN, a.dtype))];
  },
  { tensors: 2 },
);

type Linspace<Step> = Step extends true ? [Tensor, Tensor] : Tensor;

interface LinspaceSettings<Step> {
  num?: number | Tensor;
  /** Whether `stop` is the last number. */
  endpoint?: boolean;
  /** true for [samples, step]. */
  retstep?: Step;
  dtype?: DTypeLike;
  /** Where the new axis goes. */
  axis?: number;
}

interface LinspaceFunction {
  /** `num` evenly spaced numbers from `start` to `stop`. */
  <Step extends boolean = false>(
    start: TensorLike,
    stop: TensorLike,
    keywords?: LinspaceSettings<Step>,
  ): Linspace<Step>;
  /** `num` evenly spaced numbers from `start` to `stop`. */
  <Step extends boolean = false>(
    start: TensorLike,
    stop: TensorLike,
    num?: number | Tensor | LinspaceSettings<Step>,
    endpoint?: boolean | LinspaceSettings<Step>,
    retstep?: Step | LinspaceSettings<Step>,
    dtype?: DTypeLike | LinspaceSettings<Step>,
    axis?: number | LinspaceSettings<Step>,
  ): Linspace<Step>;
  /** `num` evenly spaced numbers from `start` to `stop`. */
  <Step extends boolean = false>(
    keywords: { start: TensorLike; stop: TensorLike } & LinspaceSettings<Step>,
  ): Linspace<Step>;
}

/**
 * `num` evenly spaced numbers from `start` to `stop`, both tensors that broadcast; the new axis is `axis`.
 *
 * @returns the samples, or [samples, step] with `retstep`
 */
export const linspace = linspaceOf as unknown as LinspaceFunction;

/** `num` numbers from base^start to base^stop, evenly spaced on a logarithmic scale. */
export const logspace = numpy(
  'logspace',
  ['start', 'stop', 'num', 'endpoint', 'base', 'dtype', 'axis'],
  (
    start: TensorLike,
    stop: TensorLike,
    num: number = 50,
    endpoint: boolean = true,
    base: number = 10,
    dtype: DTypeLike = null,
    axis: number = 0,
  ): Tensor => {
    checkCount('logspace', num);
    const exponents = interpolate(start, stop, num, endpoint, axis);
    return cast(pow(scalar(base, exponents.dtype), exponents), dtypeOr(dtype, exponents.dtype));
  },
  { tensors: 2 },
);

/** `num` numbers from `start` to `stop` in geometric progression; both ends of one sign. */
export const geomspace = numpy(
  'geomspace',
  ['start', 'stop', 'num', 'endpoint', 'dtype', 'axis'],
  (
    start: TensorLike,
    stop: TensorLike,
    num: number = 50,
    endpoint: boolean = true,
    dtype: DTypeLike = null,
    axis: number = 0,
  ): Tensor => {
    checkCount('geomspace', num);
    const [a, b] = promoteToFloat(start, stop) as [Tensor, Tensor];
    const ratio = log(div(b, a));
    const exponents = interpolate(mul(ratio, scalar(0, ratio.dtype)), ratio, num, endpoint, 0);
    const values = mul(a, exp(exponents));
    const to = normalizeAxis(axis, values.rank, 'geomspace');
    const others = range(values.rank).slice(1);
    return cast(transpose(values, [...others.slice(0, to), 0, ...others.slice(to)]), dtypeOr(dtype, values.dtype));
  },
  { tensors: 2 },
);

/** Ones on the k-th diagonal of an [N, M] matrix (M left out: N), zeros elsewhere. */
export const eye = numpy(
  'eye',
  ['N', 'M', 'k', 'dtype'],
  (N: number, M: number | null = null, k: number = 0, dtype: DTypeLike = null): Tensor =>
    cast(equal(diagonalOffsets(N, M ?? N), scalar(k, 'int32')), dtypeOr(dtype, floatx())),
  { tensors: 0 },
);

/** The identity matrix of size n. */
export const identity = numpy(
  'identity',
  ['n', 'dtype'],
  (n: number, dtype: DTypeLike = null): Tensor =>
    cast(equal(diagonalOffsets(n, n), scalar(0, 'int32')), dtypeOr(dtype, floatx())),
  { tensors: 0 },
);

/** Ones on and below the k-th diagonal of an [N, M] matrix, zeros above. */
export const tri = numpy(
  'tri',
  ['N', 'M', 'k', 'dtype'],
  (N: number, M: number | null = null, k: number = 0, dtype: DTypeLike = null): Tensor =>
    cast(lessEqual(diagonalOffsets(N, M ?? N), scalar(k, 'int32')), dtypeOr(dtype, floatx())),
  { tensors: 0 },
);

/**
 * Coordinates of a grid: each vector spread over the shape that all of them span. `indexing` 'xy' swaps the first two axes.
 *
 * @example
 * ops.meshgrid([1, 2], [3, 4, 5]); // two tensors of shape [3, 2]
 */
export const meshgrid = (...x: readonly (TensorLike | { indexing?: 'xy' | 'ij' })[]): Tensor[] => {
  const last = x[x.length - 1];
  const keywords = isPlainObject(last) ? (last as { indexing?: 'xy' | 'ij' }) : null;
  const xs = (keywords ? x.slice(0, -1) : x) as readonly TensorLike[];
  return meshgridOf(xs, keywords?.indexing ?? 'xy') as Tensor[];
};

/** The operation as functional models hold it: the vectors in one list. */
const meshgridOf = numpy(
  'meshgrid',
  ['x', 'indexing'],
  (x: readonly TensorLike[], indexing: string = 'xy'): Tensor[] => {
    if (indexing !== 'xy' && indexing !== 'ij') {
      throw new ValueError("[meshgrid]: indexing is 'xy' or 'ij'.", { received: `'${indexing}'` });
    }
    const vectors = x.map((each) => flat(asTensor(each)));
    const axisOf = (i: number): number => (indexing === 'xy' && vectors.length > 1 && i < 2 ? 1 - i : i);
    const shape = range(vectors.length).map((axis) => vectors[axisOf(axis)]!.size);
    return vectors.map((vector, i) => {
      const along = shape.map((_, axis) => (axis === axisOf(i) ? vector.size : 1));
      return broadcastTo(reshape(vector, along), shape);
    });
  },
  { spread: true },
);

/** The matrix of powers of a vector: x^(N-1), ..., x, 1 as columns, or the other way around. */
export const vander = numpy(
  'vander',
  ['x', 'N', 'increasing'],
  (x: TensorLike, N: number | null = null, increasing: boolean = false): Tensor => {
    const input = asTensor(x);
    if (input.rank !== 1) throw new ValueError('[vander]: a vector is needed.', { received: formatShape(input.shape) });
    const count = N ?? input.size;
    const exponents = iota(count, input.dtype);
    const ordered = increasing ? exponents : sub(scalar(count - 1, input.dtype), exponents);
    return pow(reshape(input, [input.size, 1]), ordered);
  },
);
