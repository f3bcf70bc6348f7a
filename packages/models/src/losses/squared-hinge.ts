import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, sameType } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { SQUARED_HINGE_PARAMETERS, type SquaredHingeArguments } from './signatures.js';
import { signedLabels } from './signed-labels.js';

/**
 * The mean over the last axis of `max(1 - yTrue · yPred, 0)²`. Targets are -1 or 1; 0 and 1 are converted.
 *
 * @example
 * await squaredHinge([[-1, 1]], [[0.5, 2]]).array(); // [1.125]
 */
export const squaredHinge = /* @__PURE__ */ lossFunction(
  'squared_hinge',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    const margin = ops.subtract(1, signedLabels(targets).mul(predicted));
    return margin.maximum(0).square().mean(-1);
  },
);

export type SquaredHingeOptions = LossOptions;

/**
 * Squared hinge loss, for targets -1 and 1.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new SquaredHinge() });
 */
export class SquaredHinge extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'SquaredHinge',
  });

  constructor(...args: SquaredHingeArguments) {
    const options = bindOptions(SQUARED_HINGE_PARAMETERS, args);
    super(squaredHinge, { name: 'squared_hinge', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
