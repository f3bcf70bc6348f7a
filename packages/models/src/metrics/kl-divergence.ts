import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { klDivergence } from '../losses/kl-divergence.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { KL_DIVERGENCE_PARAMETERS, type KLDivergenceArguments } from './signatures.js';

export type KLDivergenceOptions = MetricOptions;

/**
 * The mean Kullback-Leibler divergence of predicted from true distributions.
 *
 * @example
 * const metric = new KLDivergence();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * await metric.result().item(); // 0.4581
 */
export class KLDivergence extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'KLDivergence',
  });

  constructor(...args: KLDivergenceArguments) {
    super(klDivergence, {
      name: 'kl_divergence',
      ...bindOptions(KL_DIVERGENCE_PARAMETERS, args),
    });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
