import type { Tensor, TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { aligned, lossFunction } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { MEAN_SQUARED_ERROR_PARAMETERS, type MeanSquaredErrorArguments } from './signatures.js';

/**
 * The mean of squared differences over the last axis.
 *
 * @example
 * await meanSquaredError([[0, 1]], [[1, 1]]).array(); // [0.5]
 */
export const meanSquaredError = /* @__PURE__ */ lossFunction(
  'mean_squared_error',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    return targets.sub(predicted).square().mean(-1);
  },
  ['mse', 'MSE'],
);

export type MeanSquaredErrorOptions = LossOptions;

/**
 * Mean squared error.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new MeanSquaredError() });
 */
export class MeanSquaredError extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'MeanSquaredError',
  });

  constructor(...args: MeanSquaredErrorArguments) {
    const options = bindOptions(MEAN_SQUARED_ERROR_PARAMETERS, args);
    super(meanSquaredError, { name: 'mean_squared_error', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
