import { bindOptions, type PythonOptions } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { categoricalHinge } from '../losses/categorical-hinge.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions, nameAndDtype } from './metric.js';

/**
 * The mean margin by which the best wrong class comes near the right one, for one-hot targets.
 *
 * @example
 * const metric = new CategoricalHinge();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * await metric.result().item(); // 1.4
 */
@registerKerasObject({ module: 'keras.metrics', name: 'CategoricalHinge' })
export class CategoricalHinge extends MeanMetricWrapper {
  constructor(...args: PythonOptions<typeof nameAndDtype, MetricOptions>) {
    super(categoricalHinge, {
      name: 'categorical_hinge',
      ...bindOptions<MetricOptions>('CategoricalHinge', nameAndDtype, 0, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
