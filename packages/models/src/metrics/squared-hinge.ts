import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { squaredHinge } from '../losses/squared-hinge.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { SQUARED_HINGE_PARAMETERS, type SquaredHingeArguments } from './signatures.js';

export type SquaredHingeOptions = MetricOptions;

/**
 * The mean of the square of `max(1 - yTrue * yPred, 0)`, for labels -1 and 1 (0 and 1 are converted).
 *
 * @example
 * const metric = new SquaredHinge();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * await metric.result().item(); // 1.86
 */
export class SquaredHinge extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'SquaredHinge',
  });

  constructor(...args: SquaredHingeArguments) {
    super(squaredHinge, {
      name: 'squared_hinge',
      ...bindOptions(SQUARED_HINGE_PARAMETERS, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
