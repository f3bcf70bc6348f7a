import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, sameType } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { HINGE_PARAMETERS, type HingeArguments } from './signatures.js';
import { signedLabels } from './signed-labels.js';

/**
 * The mean over the last axis of `max(1 - yTrue · yPred, 0)`. Targets are -1 or 1; 0 and 1 are converted.
 *
 * @example
 * await hinge([[-1, 1]], [[0.5, 2]]).array(); // [0.75]
 */
export const hinge = /* @__PURE__ */ lossFunction(
  'hinge',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    const margin = ops.subtract(1, signedLabels(targets).mul(predicted));
    return margin.maximum(0).mean(-1);
  },
);

export type HingeOptions = LossOptions;

/**
 * Hinge loss, for targets -1 and 1.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new Hinge() });
 */
export class Hinge extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'Hinge',
  });

  constructor(...args: HingeArguments) {
    const options = bindOptions(HINGE_PARAMETERS, args);
    super(hinge, { name: 'hinge', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
