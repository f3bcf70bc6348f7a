/** The functions of keras.activations. Most are those of keras.ops; the others differ in defaults or exist here alone. */
import { ops, type Tensor, type TensorLike } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';

// One by one: taken out of `ops` together, they would keep all of it in every page.
export const celu = ops.celu;
export const elu = ops.elu;
export const glu = ops.glu;
export const hardShrink = ops.hardShrink;
export const hardSigmoid = ops.hardSigmoid;
export const hardSilu = ops.hardSilu;
export const hardTanh = ops.hardTanh;
export const leakyRelu = ops.leakyRelu;
export const logSigmoid = ops.logSigmoid;
export const logSoftmax = ops.logSoftmax;
export const relu6 = ops.relu6;
export const selu = ops.selu;
export const sigmoid = ops.sigmoid;
export const silu = ops.silu;
export const softmax = ops.softmax;
export const softplus = ops.softplus;
export const softShrink = ops.softShrink;
export const softsign = ops.softsign;
export const sparsemax = ops.sparsemax;
export const sparsePlus = ops.sparsePlus;
export const sparseSigmoid = ops.sparseSigmoid;
export const squareplus = ops.squareplus;
export const tanh = ops.tanh;
export const tanhShrink = ops.tanhShrink;
export const threshold = ops.threshold;

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
