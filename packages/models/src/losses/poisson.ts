import { epsilon, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, sameType } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { POISSON_PARAMETERS, type PoissonArguments } from './signatures.js';

/**
 * The mean over the last axis of `yPred - yTrue · log(yPred)`: the negative log likelihood of counts, up to a constant.
 *
 * @example
 * await poisson([[1, 1]], [[1, 1]]).array(); // [1]
 */
export const poisson = /* @__PURE__ */ lossFunction(
  'poisson',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    return predicted.sub(targets.mul(predicted.add(epsilon()).log())).mean(-1);
  },
);

export type PoissonOptions = LossOptions;

/**
 * Negative log likelihood of a Poisson distribution.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new Poisson() });
 */
export class Poisson extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'Poisson',
  });

  constructor(...args: PoissonArguments) {
    const options = bindOptions(POISSON_PARAMETERS, args);
    super(poisson, { name: 'poisson', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
