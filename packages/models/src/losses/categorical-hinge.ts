import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, sameType } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { CATEGORICAL_HINGE_PARAMETERS, type CategoricalHingeArguments } from './signatures.js';

/**
 * How much the best wrong class comes within 1 of the right one, for one-hot targets.
 *
 * @example
 * await categoricalHinge([[0, 1]], [[0.5, 1]]).array(); // [0.5]
 */
export const categoricalHinge = /* @__PURE__ */ lossFunction(
  'categorical_hinge',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    const right = targets.mul(predicted).sum(-1);
    const wrong = ops.subtract(1, targets).mul(predicted).max(-1);
    return wrong.sub(right).add(1).maximum(0);
  },
);

export type CategoricalHingeOptions = LossOptions;

/**
 * Hinge loss between the right class and the best wrong one.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new CategoricalHinge() });
 */
export class CategoricalHinge extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'CategoricalHinge',
  });

  constructor(...args: CategoricalHingeArguments) {
    const options = bindOptions(CATEGORICAL_HINGE_PARAMETERS, args);
    super(categoricalHinge, { name: 'categorical_hinge', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
