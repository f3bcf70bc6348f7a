import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions, convert } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, predictions } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import {
  CATEGORICAL_GENERALIZED_CROSS_ENTROPY_PARAMETERS,
  type CategoricalGeneralizedCrossEntropyArguments,
} from './signatures.js';

/**
 * `(1 - p^q) / q`, where p is the probability given to the right class: between cross-entropy and mean absolute error, for
 * labels of which some are wrong (Zhang and Sabuncu, arXiv:1805.07836). Targets are integers.
 *
 * @example
 * await categoricalGeneralizedCrossEntropy([1], [[0.75, 0.25]], 0.5).array(); // [1]
 */
export const categoricalGeneralizedCrossEntropy = /* @__PURE__ */ lossFunction(
  'categorical_generalized_cross_entropy',
  ['yTrue', 'yPred', 'q'],
  (yTrue: TensorLike, yPred: TensorLike, q: number): Tensor => {
    const predicted = predictions(yPred);
    const classes = predicted.shape[predicted.ndim - 1]!;
    const targets = ops.oneHot(convert(yTrue, 'int32'), classes).cast(predicted.dtype);
    const probability = predicted.mul(targets).sum(-1);
    return ops.subtract(1, probability.pow(q)).div(q);
  },
);

export interface CategoricalGeneralizedCrossEntropyOptions extends LossOptions {
  /** In (0, 1): towards 0 the loss is cross-entropy, towards 1 it bears more wrong labels. */
  q?: number;
}

/**
 * Cross-entropy that bears wrong labels, for integer targets.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new CategoricalGeneralizedCrossEntropy(0.7) });
 */
export class CategoricalGeneralizedCrossEntropy extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'CategoricalGeneralizedCrossEntropy',
  });

  readonly q: number;

  constructor(...args: CategoricalGeneralizedCrossEntropyArguments) {
    const options = bindOptions(CATEGORICAL_GENERALIZED_CROSS_ENTROPY_PARAMETERS, args);
    const { q = 0.5, name = 'categorical_generalized_cross_entropy', ...shared } = options;
    if (!(q > 0 && q < 1)) throw new ValueError('`q` must be in the interval (0, 1).', { received: String(q) });
    super(categoricalGeneralizedCrossEntropy, { name, ...shared, q });
    this.q = q;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), q: this.q };
  }
}
