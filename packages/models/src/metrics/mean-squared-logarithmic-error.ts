import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { meanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { MEAN_SQUARED_LOGARITHMIC_ERROR_PARAMETERS, type MeanSquaredLogarithmicErrorArguments } from './signatures.js';

export type MeanSquaredLogarithmicErrorOptions = MetricOptions;

/**
 * The mean of squared differences of `log(1 + x)`.
 *
 * @example
 * const metric = new MeanSquaredLogarithmicError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.1201
 */
export class MeanSquaredLogarithmicError extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'MeanSquaredLogarithmicError',
    aliases: ['msle', 'MSLE'],
  });

  constructor(...args: MeanSquaredLogarithmicErrorArguments) {
    super(meanSquaredLogarithmicError, {
      name: 'mean_squared_logarithmic_error',
      ...bindOptions(MEAN_SQUARED_LOGARITHMIC_ERROR_PARAMETERS, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
