import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { poisson } from '../losses/poisson.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { POISSON_PARAMETERS, type PoissonArguments } from './signatures.js';

export type PoissonOptions = MetricOptions;

/**
 * The mean of `yPred - yTrue * log(yPred)`.
 *
 * @example
 * const metric = new Poisson();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * await metric.result().item(); // 0.5
 */
export class Poisson extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'Poisson',
  });

  constructor(...args: PoissonArguments) {
    super(poisson, { name: 'poisson', ...bindOptions(POISSON_PARAMETERS, args) });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
