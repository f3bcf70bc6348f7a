/** The functions of keras.activations. Most are those of keras.ops; the others differ in defaults or exist here alone. */
import { ops, type Tensor, type TensorLike } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';

export const {
  celu,
  elu,
  glu,
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softShrink,
  softsign,
  sparsemax,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  tanh,
  tanhShrink,
  threshold,
} = ops;

export const exponential = ops.exp;

/** The input itself. */
export const linear = /* @__PURE__ */ pythonFunction('linear', ['x'], (x: TensorLike): Tensor => asTensor(x));

/**
 * `x` where it is above `threshold`, cut off at `maxValue`; below, `negativeSlope * (x - threshold)`.
 *
 * @example
 * activations.relu(tensor([-10, 0, 10]), { negativeSlope: 0.5, maxValue: 6 }); // [-5, 0, 6]
 */
export const relu = /* @__PURE__ */ pythonFunction(
  'relu',
  ['x', 'negativeSlope', 'maxValue', 'threshold'],
  (inputs: TensorLike, negativeSlope = 0, maxValue: number | null = null, threshold = 0): Tensor => {
    const x = asTensor(inputs);
    if (maxValue === null && threshold === 0) {
      return negativeSlope === 0 ? ops.relu(x) : ops.leakyRelu(x, negativeSlope);
    }
    if (maxValue === 6 && threshold === 0 && negativeSlope === 0) return ops.relu6(x);
    const above = threshold === 0 ? ops.relu(x) : ops.where(x.greater(threshold), x, 0);
    const positive = maxValue === null ? above : ops.clip(above, 0, maxValue);
    return negativeSlope === 0 ? positive : positive.sub(ops.relu(x.neg().add(threshold)).mul(negativeSlope));
  },
);

/** Gaussian error linear unit: `x * P(X <= x)` for a standard normal X, or its approximation by tanh. */
export const gelu = /* @__PURE__ */ pythonFunction(
  'gelu',
  ['x', 'approximate'],
  (x: TensorLike, approximate = false): Tensor => ops.gelu(x, approximate),
);

/** `x * tanh(softplus(x))` (Misra, 2019). */
export const mish = /* @__PURE__ */ pythonFunction('mish', ['x'], (inputs: TensorLike): Tensor => {
  const x = asTensor(inputs);
  return x.mul(ops.tanh(ops.softplus(x)));
});
