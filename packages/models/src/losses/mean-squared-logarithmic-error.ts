import { epsilon, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { aligned, lossFunction } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { MEAN_SQUARED_LOGARITHMIC_ERROR_PARAMETERS, type MeanSquaredLogarithmicErrorArguments } from './signatures.js';

/**
 * The mean over the last axis of squared differences of `log(1 + x)`.
 *
 * @example
 * await meanSquaredLogarithmicError([[0, 1]], [[0, 1]]).array(); // [0]
 */
export const meanSquaredLogarithmicError = /* @__PURE__ */ lossFunction(
  'mean_squared_logarithmic_error',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    const logarithm = (x: Tensor): Tensor => x.maximum(epsilon()).add(1).log();
    return logarithm(predicted).sub(logarithm(targets)).square().mean(-1);
  },
  ['msle', 'MSLE'],
);

export type MeanSquaredLogarithmicErrorOptions = LossOptions;

/**
 * Mean squared logarithmic error.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new MeanSquaredLogarithmicError() });
 */
export class MeanSquaredLogarithmicError extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'MeanSquaredLogarithmicError',
  });

  constructor(...args: MeanSquaredLogarithmicErrorArguments) {
    const options = bindOptions(MEAN_SQUARED_LOGARITHMIC_ERROR_PARAMETERS, args);
    super(meanSquaredLogarithmicError, { name: 'mean_squared_logarithmic_error', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
