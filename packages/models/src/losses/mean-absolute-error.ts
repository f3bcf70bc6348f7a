import { bindOptions, type PythonOptions, type Tensor, type TensorLike } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { baseConfig, type LossOptions } from './loss.js';
import { aligned, lossFunction } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';

/**
 * The mean of absolute differences over the last axis.
 *
 * @example
 * await meanAbsoluteError([[0, 1]], [[1, 1]]).array(); // [0.5]
 */
export const meanAbsoluteError = lossFunction(
  'mean_absolute_error',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    return targets.sub(predicted).abs().mean(-1);
  },
  ['mae', 'MAE'],
);

const parameters = ['reduction', 'name', 'dtype'] as const;

/**
 * Mean absolute error.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new MeanAbsoluteError() });
 */
@registerKerasObject({ module: 'keras.losses', name: 'MeanAbsoluteError' })
export class MeanAbsoluteError extends LossFunctionWrapper {
  constructor(...args: PythonOptions<typeof parameters, LossOptions>) {
    const options = bindOptions<LossOptions>('MeanAbsoluteError', parameters, 0, args);
    super(meanAbsoluteError, { name: 'mean_absolute_error', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
