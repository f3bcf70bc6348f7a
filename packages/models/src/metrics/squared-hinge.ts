import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { squaredHinge } from '../losses/squared-hinge.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions, nameAndDtype } from './metric.js';

/**
 * The mean of the square of `max(1 - yTrue * yPred, 0)`, for labels -1 and 1 (0 and 1 are converted).
 *
 * @example
 * const metric = new SquaredHinge();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * await metric.result().item(); // 1.86
 */
@registerKerasObject({ module: 'keras.metrics', name: 'SquaredHinge' })
export class SquaredHinge extends MeanMetricWrapper {
  constructor(...args: PythonOptions<typeof nameAndDtype, MetricOptions>) {
    super(squaredHinge, {
      name: 'squared_hinge',
      ...bindOptions<MetricOptions>('SquaredHinge', nameAndDtype, 0, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
