/** jax.nn: names and defaults of JAX over keras.ops. */

import * as ops from '../ops/index.js';
import type { Axis, DTypeLike } from '../ops/support/arguments.js';
import { overAxes } from '../ops/support/over-axes.js';
import * as primitive from '../primitives/softmax.js';
import { toFloat } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { normalizeAxes } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { mean as average } from './jnp-reductions.js';

export {
  celu,
  elu,
  gelu,
  glu,
  hardSigmoid,
  hardSilu,
  hardSwish,
  hardTanh,
  logSigmoid,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign as softSign,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  swish,
  tanh,
} from '../ops/index.js';

/** Elements that do not take part are as good as -∞; a row without any has no softmax. */
const masked = (x: TensorLike, where: TensorLike | null): TensorLike =>
  where === null ? x : ops.where(where, toFloat(x), Number.NEGATIVE_INFINITY);

/** e^x, divided by its sum over the axes, whatever their sizes; 0 where `where` does not hold. */
export const softmax = pythonFunction(
  'softmax',
  ['x', 'axis', 'where'],
  (x: TensorLike, axis: Axis = -1, where: TensorLike | null = null): Tensor => {
    const shares = overAxes('softmax', toFloat(masked(x, where)), axis, primitive.softmax);
    return where === null ? shares : ops.where(where, shares, 0);
  },
);

/** The logarithm of {@link softmax}. */
export const logSoftmax = pythonFunction(
  'log_softmax',
  ['x', 'axis', 'where'],
  (x: TensorLike, axis: Axis = -1, where: TensorLike | null = null): Tensor => {
    const logs = ops.logSoftmax(masked(x, where), axis);
    return where === null ? logs : ops.where(where, logs, Number.NEGATIVE_INFINITY);
  },
);

/** log Σ b e^a of the elements where `where` holds, b being 1 if it is left out. Signs are not returned. */
export const logsumexp = pythonFunction(
  'logsumexp',
  ['a', 'axis', 'b', 'keepdims', 'returnSign', 'where'],
  (
    a: TensorLike,
    axis: Axis = null,
    b: TensorLike | null = null,
    keepdims: boolean = false,
    _returnSign: false = false,
    where: TensorLike | null = null,
  ): Tensor => {
    const x = asTensor(masked(a, where));
    if (b === null) return ops.logsumexp(x, axis, keepdims);
    const largest = ops.stopGradient(ops.max(x, axis, true));
    const shift = ops.where(ops.isfinite(largest), largest, 0);
    const total = ops.sum(ops.multiply(b, ops.exp(ops.subtract(x, shift))), axis, true);
    const result = ops.add(ops.log(total), shift);
    return keepdims ? result : ops.squeeze(result, normalizeAxes(axis, x.rank, 'logsumexp'));
  },
);

export const identity = pythonFunction('identity', ['x'], (x: TensorLike): Tensor => asTensor(x));

/** x, below 0 a fraction of it. */
export const leakyRelu = pythonFunction(
  'leaky_relu',
  ['x', 'negativeSlope'],
  (x: TensorLike, negativeSlope: number = 0.01): Tensor => ops.leakyRelu(x, negativeSlope),
);

/** x · tanh(softplus(x)) (https://arxiv.org/abs/1908.08681). */
export const mish = pythonFunction(
  'mish',
  ['x'],
  (x: TensorLike): Tensor => ops.multiply(x, ops.tanh(ops.softplus(x))),
);

/** Vectors with 1 at the index and 0 elsewhere, as floats. */
export const oneHot = pythonFunction(
  'one_hot',
  ['x', 'numClasses', 'dtype', 'axis'],
  (x: TensorLike, numClasses: number, dtype: DTypeLike = null, axis: number = -1): Tensor =>
    ops.oneHot(x, numClasses, { axis, dtype }),
);

/** Mean 0 and variance 1 along the axes. */
export const standardize = pythonFunction(
  'standardize',
  ['x', 'axis', 'mean', 'variance', 'epsilon', 'where'],
  (
    x: TensorLike,
    axis: Axis = -1,
    mean: TensorLike | null = null,
    variance: TensorLike | null = null,
    epsilon: number = 1e-5,
    where: TensorLike | null = null,
  ): Tensor => {
    const meanOf = (value: TensorLike): Tensor => average(value, { axis, keepdims: true, where });
    const centred = ops.subtract(x, mean ?? meanOf(x));
    const spread = variance ?? meanOf(ops.square(centred));
    return ops.multiply(centred, ops.rsqrt(ops.add(spread, epsilon)));
  },
);
