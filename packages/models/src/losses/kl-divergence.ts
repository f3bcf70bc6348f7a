import { epsilon, ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, sameType } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { KL_DIVERGENCE_PARAMETERS, type KLDivergenceArguments } from './signatures.js';

/**
 * The Kullback-Leibler divergence `Σ yTrue · log(yTrue / yPred)` over the last axis.
 *
 * @example
 * await klDivergence([[0.5, 0.5]], [[0.5, 0.5]]).array(); // [0]
 */
export const klDivergence = /* @__PURE__ */ lossFunction(
  'kl_divergence',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred).map((x) => ops.clip(x, epsilon(), 1)) as [Tensor, Tensor];
    return targets.mul(targets.div(predicted).log()).sum(-1);
  },
  ['kld', 'KLD', 'kullback_leibler_divergence'],
);

export type KLDivergenceOptions = LossOptions;

/**
 * Kullback-Leibler divergence of two distributions.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new KLDivergence() });
 */
export class KLDivergence extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'KLDivergence',
  });

  constructor(...args: KLDivergenceArguments) {
    const options = bindOptions(KL_DIVERGENCE_PARAMETERS, args);
    super(klDivergence, { name: 'kl_divergence', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
