import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { categoricalHinge } from '../losses/categorical-hinge.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { CATEGORICAL_HINGE_PARAMETERS, type CategoricalHingeArguments } from './signatures.js';

export type CategoricalHingeOptions = MetricOptions;

/**
 * The mean margin by which the best wrong class comes near the right one, for one-hot targets.
 *
 * @example
 * const metric = new CategoricalHinge();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * await metric.result().item(); // 1.4
 */
export class CategoricalHinge extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'CategoricalHinge',
  });

  constructor(...args: CategoricalHingeArguments) {
    super(categoricalHinge, {
      name: 'categorical_hinge',
      ...bindOptions(CATEGORICAL_HINGE_PARAMETERS, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
