import type { Tensor, TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { aligned } from '../losses/loss-function.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { metricFunction } from './metric-function.js';
import { PEARSON_CORRELATION_PARAMETERS, type PearsonCorrelationArguments } from './signatures.js';

/**
 * The covariance of targets and predictions along `axis`, divided by both standard deviations.
 *
 * @example
 * await pearsonCorrelation([[0, 1, 0.5]], [[0.1, 0.9, 0.5]]).array(); // [1]
 */
export const pearsonCorrelation = /* @__PURE__ */ metricFunction(
  'pearson_correlation',
  ['yTrue', 'yPred', 'axis'],
  (yTrue: TensorLike, yPred: TensorLike, axis = -1): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    const [a, b] = [targets.sub(targets.mean(axis, true)), predicted.sub(predicted.mean(axis, true))];
    return a
      .div(a.std(axis, true))
      .mul(b.div(b.std(axis, true)))
      .mean(axis);
  },
);

export interface PearsonCorrelationOptions extends MetricOptions {
  /** Along which the values are correlated. */
  axis?: number;
}

/**
 * The mean of the Pearson correlation of targets and predictions: 1 where they are proportional.
 *
 * @example
 * const metric = new PearsonCorrelation({ axis: -1 });
 * metric.updateState([[0, 1, 0.5], [1, 1, 0.2]], [[0.1, 0.9, 0.5], [1, 0.9, 0.2]]);
 * await metric.result().item(); // 0.9967
 */
export class PearsonCorrelation extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'PearsonCorrelation',
  });

  override readonly _direction: Direction = 'up';
  readonly axis: number;

  constructor(...args: PearsonCorrelationArguments) {
    const options = bindOptions(PEARSON_CORRELATION_PARAMETERS, args);
    const { axis = -1, name = 'pearson_correlation', dtype } = options;
    super(pearsonCorrelation, { name, dtype, axis });
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), axis: this.axis };
  }
}
