/** Functions of jax.numpy whose parameters stand in another order, or have other names, than in keras.ops. */

import { dtypeRange, isFloat } from '../dtype.js';
import { ValueError } from '../errors.js';
import * as ops from '../ops/index.js';
import { type Axis, type DTypeLike, dtypeOr } from '../ops/support/arguments.js';
import { convert, toFloat } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { normalizeAxes } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';

type Reduce = (x: Tensor, axis: Axis, keepdims: boolean) => Tensor;
type Optional = TensorLike | null;

const inType = (x: TensorLike, dtype: DTypeLike): Tensor =>
  dtype === null ? asTensor(x) : ops.cast(x, dtypeOr(dtype, 'float32'));

/** x with an element that changes no result where `where` does not hold. */
const masked = (x: Tensor, where: Optional, neutral: number | boolean): Tensor =>
  where === null ? x : ops.where(where, x, convert(neutral, x.dtype));

/** `f(a, axis, dtype, out, keepdims, initial, where)`; `out` is always null, and `initial` one more element. */
const folded = (name: string, f: Reduce, neutral: number, combine: (a: Tensor, b: TensorLike) => Tensor) =>
  pythonFunction(
    name,
    ['a', 'axis', 'dtype', 'out', 'keepdims', 'initial', 'where'],
    (
      a: TensorLike,
      axis: Axis = null,
      dtype: DTypeLike = null,
      _out: null = null,
      keepdims: boolean = false,
      initial: Optional = null,
      where: Optional = null,
    ): Tensor => {
      const result = f(masked(inType(a, dtype), where, neutral), axis, keepdims);
      return initial === null ? result : combine(result, initial);
    },
  );

/** `f(a, axis, out, keepdims, initial, where)`. */
const extreme = (
  name: string,
  f: (x: Tensor, axis: Axis, keepdims: boolean, initial: Optional) => Tensor,
  lowest: (range: readonly [number, number]) => number,
) =>
  pythonFunction(
    name,
    ['a', 'axis', 'out', 'keepdims', 'initial', 'where'],
    (
      a: TensorLike,
      axis: Axis = null,
      _out: null = null,
      keepdims: boolean = false,
      initial: Optional = null,
      where: Optional = null,
    ): Tensor => {
      if (where !== null && initial === null) {
        throw new ValueError(`[${name}]: where needs an initial value, for rows in which it does not hold.`);
      }
      const x = asTensor(a);
      const infinite: [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      return f(masked(x, where, lowest(isFloat(x.dtype) ? infinite : dtypeRange(x.dtype))), axis, keepdims, initial);
    },
  );

/** `f(a, axis, out, keepdims, where)`. */
const truth = (name: string, f: Reduce, neutral: boolean) =>
  pythonFunction(
    name,
    ['a', 'axis', 'out', 'keepdims', 'where'],
    (a: TensorLike, axis: Axis = null, _out: null = null, keepdims: boolean = false, where: Optional = null): Tensor =>
      f(masked(ops.cast(a, 'bool'), where, neutral), axis, keepdims),
  );

/** The sum over the axes and how many elements it has, which is a number if all take part. */
function sumAndCount(x: Tensor, axis: Axis, keepdims: boolean, where: Optional): [Tensor, Tensor] {
  const value = toFloat(x);
  const taken = where === null ? ops.onesLike(value) : ops.where(where, ops.onesLike(value), convert(0, value.dtype));
  return [ops.sum(masked(value, where, 0), axis, keepdims), ops.sum(taken, axis, keepdims)];
}

/** `f(a, axis, dtype, out, keepdims, where)`. */
const averaged = (name: string, f: Reduce) =>
  pythonFunction(
    name,
    ['a', 'axis', 'dtype', 'out', 'keepdims', 'where'],
    (
      a: TensorLike,
      axis: Axis = null,
      dtype: DTypeLike = null,
      _out: null = null,
      keepdims: boolean = false,
      where: Optional = null,
    ): Tensor => {
      const x = inType(a, dtype);
      if (where === null) return f(x, axis, keepdims);
      const counts = name === 'nanmean' ? ops.logicalAnd(where, ops.logicalNot(ops.isnan(x))) : where;
      const [total, count] = sumAndCount(x, axis, keepdims, counts);
      return ops.divide(total, count);
    },
  );

/** `f(a, axis, dtype, out, ddof, keepdims, where)`: the divisor is the number of elements less `ddof`. */
const spread = (name: string, f: (variance: Tensor) => Tensor) =>
  pythonFunction(
    name,
    ['a', 'axis', 'dtype', 'out', 'ddof', 'keepdims', 'where'],
    (
      a: TensorLike,
      axis: Axis = null,
      dtype: DTypeLike = null,
      _out: null = null,
      ddof: number = 0,
      keepdims: boolean = false,
      where: Optional = null,
    ): Tensor => {
      const x = inType(a, dtype);
      if (where !== null) {
        const centre = sumAndCount(x, axis, true, where);
        const deviation = ops.square(ops.subtract(x, ops.divide(...centre)));
        const [total, count] = sumAndCount(deviation, axis, keepdims, where);
        return f(ops.divide(total, ops.subtract(count, ddof)));
      }
      const count = normalizeAxes(axis, x.rank, name).reduce((n, i) => n * x.shape[i]!, 1);
      const variance = ops.var(x, axis, keepdims);
      return f(ddof === 0 ? variance : ops.multiply(variance, count / (count - ddof)));
    },
  );

export const sum = folded('sum', ops.sum, 0, ops.add);
export const prod = folded('prod', ops.prod, 1, ops.multiply);
export const nansum = folded('nansum', ops.nansum, 0, ops.add);
export const nanprod = folded('nanprod', ops.nanprod, 1, ops.multiply);
export const mean = averaged('mean', ops.mean);
export const nanmean = averaged('nanmean', ops.nanmean);
export const max = extreme('max', ops.max, ([least]) => least);
export const min = extreme('min', ops.min, ([, most]) => most);
export const amax = max;
export const amin = min;
export const all = truth('all', ops.all, true);
export const any = truth('any', ops.any, false);
const variance = spread('var', (v) => v);

export { variance as var };
export const std = spread('std', ops.sqrt);

const position = (name: string, f: (x: Tensor, axis: number | null, keepdims: boolean) => Tensor) =>
  pythonFunction(
    name,
    ['a', 'axis', 'out', 'keepdims'],
    (a: TensorLike, axis: number | null = null, _out: null = null, keepdims: boolean = false): Tensor =>
      f(asTensor(a), axis, keepdims),
  );
export const argmax = position('argmax', ops.argmax);
export const argmin = position('argmin', ops.argmin);

const running = (name: string, f: (x: Tensor, axis: number | null) => Tensor) =>
  pythonFunction(
    name,
    ['a', 'axis', 'dtype'],
    (a: TensorLike, axis: number | null = null, dtype: DTypeLike = null): Tensor => f(inType(a, dtype), axis),
  );
export const cumsum = running('cumsum', ops.cumsum);
export const cumprod = running('cumprod', ops.cumprod);

/** The elements moved into the range from `min` to `max`; null leaves a side open. */
export const clip = pythonFunction(
  'clip',
  ['arr', 'min', 'max'],
  (arr: TensorLike, least: TensorLike | null = null, most: TensorLike | null = null): Tensor => {
    const above = least === null ? asTensor(arr) : ops.maximum(arr, least);
    return most === null ? above : ops.minimum(above, most);
  },
);

/** The elements as a tensor, cast where a dtype is given. */
export const astype = pythonFunction(
  'astype',
  ['x', 'dtype'],
  (x: TensorLike, dtype: DTypeLike): Tensor => inType(x, dtype),
);
