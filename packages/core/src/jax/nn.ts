/** jax.nn: names and defaults of JAX over keras.ops. */

import * as ops from '../ops/index.js';
import type { Axis, DTypeLike } from '../ops/support/arguments.js';
import { pythonFunction } from '../python/python-call.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';

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
  logSoftmax,
  logsumexp,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign as softSign,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  swish,
  tanh,
} from '../ops/index.js';

export const identity = (x: TensorLike): Tensor => asTensor(x);

/** x, below 0 a fraction of it. */
export const leakyRelu = pythonFunction(
  'leaky_relu',
  ['x', 'negativeSlope'],
  (x: TensorLike, negativeSlope: number = 0.01): Tensor => ops.leakyRelu(x, negativeSlope),
);

/** x · tanh(softplus(x)) (https://arxiv.org/abs/1908.08681). */
export const mish = (x: TensorLike): Tensor => ops.multiply(x, ops.tanh(ops.softplus(x)));

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
  ['x', 'axis', 'mean', 'variance', 'epsilon'],
  (
    x: TensorLike,
    axis: Axis = -1,
    mean: TensorLike | null = null,
    variance: TensorLike | null = null,
    epsilon: number = 1e-5,
  ): Tensor => {
    const centred = ops.subtract(x, mean ?? ops.mean(x, axis, true));
    const spread = variance ?? ops.mean(ops.square(centred), axis, true);
    return ops.multiply(centred, ops.rsqrt(ops.add(spread, epsilon)));
  },
);
