import { epsilon, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { aligned, lossFunction } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { MEAN_ABSOLUTE_PERCENTAGE_ERROR_PARAMETERS, type MeanAbsolutePercentageErrorArguments } from './signatures.js';

/**
 * 100 times the mean of differences relative to the targets, over the last axis.
 *
 * @example
 * await meanAbsolutePercentageError([[2, 4]], [[1, 4]]).array(); // [25]
 */
export const meanAbsolutePercentageError = /* @__PURE__ */ lossFunction(
  'mean_absolute_percentage_error',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    const relative = targets.sub(predicted).div(targets.abs().maximum(epsilon()));
    return relative.abs().mean(-1).mul(100);
  },
  ['mape', 'MAPE'],
);

export type MeanAbsolutePercentageErrorOptions = LossOptions;

/**
 * Mean absolute percentage error.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new MeanAbsolutePercentageError() });
 */
export class MeanAbsolutePercentageError extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'MeanAbsolutePercentageError',
  });

  constructor(...args: MeanAbsolutePercentageErrorArguments) {
    const options = bindOptions(MEAN_ABSOLUTE_PERCENTAGE_ERROR_PARAMETERS, args);
    super(meanAbsolutePercentageError, { name: 'mean_absolute_percentage_error', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
