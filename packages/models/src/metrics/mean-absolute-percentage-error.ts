import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { meanAbsolutePercentageError } from '../losses/mean-absolute-percentage-error.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions, nameAndDtype } from './metric.js';

/**
 * The mean of absolute differences in percent of the targets.
 *
 * @example
 * const metric = new MeanAbsolutePercentageError();
 * metric.updateState([[2, 4]], [[1, 4]]);
 * await metric.result().item(); // 25
 */
@registerKerasObject({ module: 'keras.metrics', name: 'MeanAbsolutePercentageError', aliases: ['mape', 'MAPE'] })
export class MeanAbsolutePercentageError extends MeanMetricWrapper {
  constructor(...args: PythonOptions<typeof nameAndDtype, MetricOptions>) {
    super(meanAbsolutePercentageError, {
      name: 'mean_absolute_percentage_error',
      ...bindOptions<MetricOptions>('MeanAbsolutePercentageError', nameAndDtype, 0, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
