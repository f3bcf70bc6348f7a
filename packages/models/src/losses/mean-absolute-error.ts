import type { Tensor, TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { aligned, lossFunction } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { MEAN_ABSOLUTE_ERROR_PARAMETERS, type MeanAbsoluteErrorArguments } from './signatures.js';

/**
 * The mean of absolute differences over the last axis.
 *
 * @example
 * await meanAbsoluteError([[0, 1]], [[1, 1]]).array(); // [0.5]
 */
export const meanAbsoluteError = /* @__PURE__ */ lossFunction(
  'mean_absolute_error',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    return targets.sub(predicted).abs().mean(-1);
  },
  ['mae', 'MAE'],
);

export type MeanAbsoluteErrorOptions = LossOptions;

/**
 * Mean absolute error.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new MeanAbsoluteError() });
 */
export class MeanAbsoluteError extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'MeanAbsoluteError',
  });

  constructor(...args: MeanAbsoluteErrorArguments) {
    const options = bindOptions(MEAN_ABSOLUTE_ERROR_PARAMETERS, args);
    super(meanAbsoluteError, { name: 'mean_absolute_error', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
