import { epsilon, ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, sameType } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { TVERSKY_PARAMETERS, type TverskyArguments } from './signatures.js';

/**
 * `1 - TP / (TP + alpha · FP + beta · FN)`, where all are sums over `axis` (Salehi et al., arXiv:1706.05721). As in Keras, what
 * `alpha` weighs is `yTrue · (1 - yPred)`, and `beta` weighs `yPred · (1 - yTrue)`.
 *
 * @example
 * await tversky([[0, 1]], [[0, 1]]).item(); // 0
 */
export const tversky = /* @__PURE__ */ lossFunction(
  'tversky',
  ['yTrue', 'yPred', 'alpha', 'beta', 'axis'],
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    alpha: number = 0.5,
    beta: number = 0.5,
    axis: number | readonly number[] | null = null,
  ): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    const both = targets.mul(predicted).sum(axis);
    const missed = ops.subtract(1, predicted).mul(targets).sum(axis);
    const extra = ops.subtract(1, targets).mul(predicted).sum(axis);
    const all = both.add(missed.mul(alpha)).add(extra.mul(beta)).add(epsilon());
    return ops.subtract(1, both.div(all));
  },
);

export interface TverskyOptions extends LossOptions {
  /** The weight of false positives. */
  alpha?: number;
  /** The weight of false negatives. */
  beta?: number;
  /** Over which sums are taken; null is all. */
  axis?: number | readonly number[] | null;
}

/**
 * Tversky loss, for segmentation of classes of unequal size.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new Tversky({ alpha: 0.3, beta: 0.7 }) });
 */
export class Tversky extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'Tversky',
  });

  readonly alpha: number;
  readonly beta: number;
  readonly axis: number | readonly number[] | null;

  constructor(...args: TverskyArguments) {
    const options = bindOptions(TVERSKY_PARAMETERS, args);
    const { alpha = 0.5, beta = 0.5, axis = null, name = 'tversky', ...shared } = options;
    super(tversky, { name, ...shared, alpha, beta, axis });
    this.alpha = alpha;
    this.beta = beta;
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), alpha: this.alpha, beta: this.beta, axis: this.axis };
  }
}
