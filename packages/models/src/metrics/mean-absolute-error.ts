import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { meanAbsoluteError } from '../losses/mean-absolute-error.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions, nameAndDtype } from './metric.js';

/**
 * The mean of absolute differences.
 *
 * @example
 * const metric = new MeanAbsoluteError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.25
 */
@registerKerasObject({ module: 'keras.metrics', name: 'MeanAbsoluteError', aliases: ['mae', 'MAE'] })
export class MeanAbsoluteError extends MeanMetricWrapper {
  constructor(...args: PythonOptions<typeof nameAndDtype, MetricOptions>) {
    super(meanAbsoluteError, {
      name: 'mean_absolute_error',
      ...bindOptions<MetricOptions>('MeanAbsoluteError', nameAndDtype, 0, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
