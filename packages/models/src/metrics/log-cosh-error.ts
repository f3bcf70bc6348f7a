import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { logCosh } from '../losses/log-cosh.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions, nameAndDtype } from './metric.js';

/**
 * The mean of the logarithm of the hyperbolic cosine of the error: quadratic for small errors, linear for large ones.
 *
 * @example
 * const metric = new LogCoshError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.1084
 */
@registerKerasObject({ module: 'keras.metrics', name: 'LogCoshError' })
export class LogCoshError extends MeanMetricWrapper {
  constructor(...args: PythonOptions<typeof nameAndDtype, MetricOptions>) {
    super(logCosh, { name: 'logcosh', ...bindOptions<MetricOptions>('LogCoshError', nameAndDtype, 0, args) });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
