import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { meanAbsoluteError } from '../losses/mean-absolute-error.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { MEAN_ABSOLUTE_ERROR_PARAMETERS, type MeanAbsoluteErrorArguments } from './signatures.js';

export type MeanAbsoluteErrorOptions = MetricOptions;

/**
 * The mean of absolute differences.
 *
 * @example
 * const metric = new MeanAbsoluteError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.25
 */
export class MeanAbsoluteError extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'MeanAbsoluteError',
    aliases: ['mae', 'MAE'],
  });

  constructor(...args: MeanAbsoluteErrorArguments) {
    super(meanAbsoluteError, {
      name: 'mean_absolute_error',
      ...bindOptions(MEAN_ABSOLUTE_ERROR_PARAMETERS, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
