import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { meanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions, nameAndDtype } from './metric.js';

/**
 * The mean of squared differences of `log(1 + x)`.
 *
 * @example
 * const metric = new MeanSquaredLogarithmicError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.1201
 */
@registerKerasObject({ module: 'keras.metrics', name: 'MeanSquaredLogarithmicError', aliases: ['msle', 'MSLE'] })
export class MeanSquaredLogarithmicError extends MeanMetricWrapper {
  constructor(...args: PythonOptions<typeof nameAndDtype, MetricOptions>) {
    super(meanSquaredLogarithmicError, {
      name: 'mean_squared_logarithmic_error',
      ...bindOptions<MetricOptions>('MeanSquaredLogarithmicError', nameAndDtype, 0, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
