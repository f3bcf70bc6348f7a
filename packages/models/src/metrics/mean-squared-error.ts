import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { MEAN_SQUARED_ERROR_PARAMETERS, type MeanSquaredErrorArguments } from './signatures.js';

export type MeanSquaredErrorOptions = MetricOptions;

/**
 * The mean of squared differences.
 *
 * @example
 * const metric = new MeanSquaredError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.25
 */
export class MeanSquaredError extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'MeanSquaredError',
    aliases: ['mse', 'MSE'],
  });

  constructor(...args: MeanSquaredErrorArguments) {
    super(meanSquaredError, {
      name: 'mean_squared_error',
      ...bindOptions(MEAN_SQUARED_ERROR_PARAMETERS, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
