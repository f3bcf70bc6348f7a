import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { meanAbsolutePercentageError } from '../losses/mean-absolute-percentage-error.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { MEAN_ABSOLUTE_PERCENTAGE_ERROR_PARAMETERS, type MeanAbsolutePercentageErrorArguments } from './signatures.js';

export type MeanAbsolutePercentageErrorOptions = MetricOptions;

/**
 * The mean of absolute differences in percent of the targets.
 *
 * @example
 * const metric = new MeanAbsolutePercentageError();
 * metric.updateState([[2, 4]], [[1, 4]]);
 * await metric.result().item(); // 25
 */
export class MeanAbsolutePercentageError extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'MeanAbsolutePercentageError',
    aliases: ['mape', 'MAPE'],
  });

  constructor(...args: MeanAbsolutePercentageErrorArguments) {
    super(meanAbsolutePercentageError, {
      name: 'mean_absolute_percentage_error',
      ...bindOptions(MEAN_ABSOLUTE_PERCENTAGE_ERROR_PARAMETERS, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
