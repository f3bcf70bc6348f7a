/** Functions of jax.numpy whose parameters stand in another order, or have other names, than in keras.ops. */

import * as ops from '../ops/index.js';
import { type Axis, type DTypeLike, dtypeOr } from '../ops/support/arguments.js';
import { pythonFunction } from '../python/python-call.js';
import { normalizeAxes } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';

type Reduce = (x: Tensor, axis: Axis, keepdims: boolean) => Tensor;

const inType = (x: TensorLike, dtype: DTypeLike): Tensor =>
  dtype === null ? asTensor(x) : ops.cast(x, dtypeOr(dtype, 'float32'));

/** `f(a, axis, dtype, out, keepdims)`; `out` is always null. */
const typed = (name: string, f: Reduce) =>
  pythonFunction(
    name,
    ['a', 'axis', 'dtype', 'out', 'keepdims'],
    (a: TensorLike, axis: Axis = null, dtype: DTypeLike = null, _out: null = null, keepdims: boolean = false): Tensor =>
      f(inType(a, dtype), axis, keepdims),
  );

/** `f(a, axis, out, keepdims)`. */
const untyped = (name: string, f: Reduce) =>
  pythonFunction(
    name,
    ['a', 'axis', 'out', 'keepdims'],
    (a: TensorLike, axis: Axis = null, _out: null = null, keepdims: boolean = false): Tensor =>
      f(asTensor(a), axis, keepdims),
  );

/** `f(a, axis, dtype, out, ddof, keepdims)`: the divisor is the number of elements less `ddof`. */
const spread = (name: string, f: (variance: Tensor) => Tensor) =>
  pythonFunction(
    name,
    ['a', 'axis', 'dtype', 'out', 'ddof', 'keepdims'],
    (
      a: TensorLike,
      axis: Axis = null,
      dtype: DTypeLike = null,
      _out: null = null,
      ddof: number = 0,
      keepdims: boolean = false,
    ): Tensor => {
      const x = inType(a, dtype);
      const count = normalizeAxes(axis, x.rank, name).reduce((n, i) => n * x.shape[i]!, 1);
      const variance = ops.var(x, axis, keepdims);
      return f(ddof === 0 ? variance : ops.multiply(variance, count / (count - ddof)));
    },
  );

export const sum = typed('sum', ops.sum);
export const prod = typed('prod', ops.prod);
export const mean = typed('mean', ops.mean);
export const nansum = typed('nansum', ops.nansum);
export const nanmean = typed('nanmean', ops.nanmean);
export const max = untyped('max', ops.max);
export const min = untyped('min', ops.min);
export const amax = max;
export const amin = min;
export const all = untyped('all', ops.all);
export const any = untyped('any', ops.any);
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
export const astype = (x: TensorLike, dtype: DTypeLike): Tensor => inType(x, dtype);
