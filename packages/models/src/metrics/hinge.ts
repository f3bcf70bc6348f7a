import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { hinge } from '../losses/hinge.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { HINGE_PARAMETERS, type HingeArguments } from './signatures.js';

export type HingeOptions = MetricOptions;

/**
 * The mean of `max(1 - yTrue * yPred, 0)`, for labels -1 and 1 (0 and 1 are converted).
 *
 * @example
 * const metric = new Hinge();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * await metric.result().item(); // 1.3
 */
export class Hinge extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'Hinge',
  });

  constructor(...args: HingeArguments) {
    super(hinge, { name: 'hinge', ...bindOptions(HINGE_PARAMETERS, args) });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
