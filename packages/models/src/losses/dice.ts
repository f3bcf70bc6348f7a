import { epsilon, ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, sameType } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { DICE_PARAMETERS, type DiceArguments } from './signatures.js';

/**
 * `1 - 2 |yTrue ∩ yPred| / (|yTrue| + |yPred|)`, where sizes are sums over `axis`.
 *
 * @example
 * await dice([[0, 1]], [[0, 1]]).item(); // 0
 */
export const dice = /* @__PURE__ */ lossFunction(
  'dice',
  ['yTrue', 'yPred', 'axis'],
  (yTrue: TensorLike, yPred: TensorLike, axis: number | readonly number[] | null = null): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    const both = targets.mul(predicted).sum(axis);
    const sizes = targets.sum(axis).add(predicted.sum(axis)).add(epsilon());
    return ops.subtract(1, both.mul(2).div(sizes));
  },
);

export interface DiceOptions extends LossOptions {
  /** Over which sums are taken; null is all. */
  axis?: number | readonly number[] | null;
}

/**
 * Dice loss, for segmentation.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new Dice({ axis: [1, 2, 3] }) });
 */
export class Dice extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'Dice',
  });

  readonly axis: number | readonly number[] | null;

  constructor(...args: DiceArguments) {
    const options = bindOptions(DICE_PARAMETERS, args);
    const { axis = null, name = 'dice', ...shared } = options;
    super(dice, { name, ...shared, axis });
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), axis: this.axis };
  }
}
