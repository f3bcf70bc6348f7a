import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions, nameAndDtype } from './metric.js';

/**
 * The mean of squared differences.
 *
 * @example
 * const metric = new MeanSquaredError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.25
 */
@registerKerasObject({ module: 'keras.metrics', name: 'MeanSquaredError', aliases: ['mse', 'MSE'] })
export class MeanSquaredError extends MeanMetricWrapper {
  constructor(...args: PythonOptions<typeof nameAndDtype, MetricOptions>) {
    super(meanSquaredError, {
      name: 'mean_squared_error',
      ...bindOptions<MetricOptions>('MeanSquaredError', nameAndDtype, 0, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
