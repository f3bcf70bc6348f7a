import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { logCosh } from '../losses/log-cosh.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { LOG_COSH_ERROR_PARAMETERS, type LogCoshErrorArguments } from './signatures.js';

export type LogCoshErrorOptions = MetricOptions;

/**
 * The mean of the logarithm of the hyperbolic cosine of the error: quadratic for small errors, linear for large ones.
 *
 * @example
 * const metric = new LogCoshError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.1084
 */
export class LogCoshError extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'LogCoshError',
  });

  constructor(...args: LogCoshErrorArguments) {
    super(logCosh, { name: 'logcosh', ...bindOptions(LOG_COSH_ERROR_PARAMETERS, args) });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
