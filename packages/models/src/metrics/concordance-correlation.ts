import { epsilon, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { aligned } from '../losses/loss-function.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { metricFunction } from './metric-function.js';
import { CONCORDANCE_CORRELATION_PARAMETERS, type ConcordanceCorrelationArguments } from './signatures.js';

/**
 * How near predictions come to the line on which they equal the targets (Lin, Biometrics 45, 1989): twice the covariance, divided
 * by the sum of both variances and of the squared difference of the means.
 *
 * @example
 * await concordanceCorrelation([[0, 1, 0.5]], [[0.1, 0.9, 0.5]]).array(); // [0.9756]
 */
export const concordanceCorrelation = /* @__PURE__ */ metricFunction(
  'concordance_correlation',
  ['yTrue', 'yPred', 'axis'],
  (yTrue: TensorLike, yPred: TensorLike, axis = -1): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    const [a, b] = [targets.sub(targets.mean(axis, true)), predicted.sub(predicted.mean(axis, true))];
    const shift = targets.mean(axis).sub(predicted.mean(axis)).square();
    const spread = a.square().mean(axis).add(b.square().mean(axis)).add(shift);
    return a.mul(b).mean(axis).mul(2).div(spread.add(epsilon()));
  },
);

export interface ConcordanceCorrelationOptions extends MetricOptions {
  /** Along which the values are correlated. */
  axis?: number;
}

/**
 * The mean of the concordance correlation coefficient: 1 where predictions equal targets.
 *
 * @example
 * const metric = new ConcordanceCorrelation({ axis: -1 });
 * metric.updateState([[0, 1, 0.5], [1, 1, 0.2]], [[0.1, 0.9, 0.5], [1, 0.9, 0.2]]);
 * await metric.result().item(); // 0.9816
 */
export class ConcordanceCorrelation extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'ConcordanceCorrelation',
  });

  override readonly _direction: Direction = 'up';
  readonly axis: number;

  constructor(...args: ConcordanceCorrelationArguments) {
    const options = bindOptions(CONCORDANCE_CORRELATION_PARAMETERS, args);
    const { axis = -1, name = 'concordance_correlation', dtype } = options;
    super(concordanceCorrelation, { name, dtype, axis });
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), axis: this.axis };
  }
}
