import { floatx, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { aligned } from '../losses/loss-function.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { ACCURACY_PARAMETERS, type AccuracyArguments } from './signatures.js';

/** One where predictions equal targets, else zero. */
function accuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [targets, predicted] = aligned(yTrue, yPred);
  return targets.equal(predicted).cast(floatx());
}

export type AccuracyOptions = MetricOptions;

/**
 * How often predictions equal targets.
 *
 * @example
 * const metric = new Accuracy();
 * metric.updateState([[1], [2], [3], [4]], [[0], [2], [3], [4]]);
 * await metric.result().item(); // 0.75
 */
export class Accuracy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'Accuracy',
  });

  override readonly _direction: Direction = 'up';

  constructor(...args: AccuracyArguments) {
    super(accuracy, { name: 'accuracy', ...bindOptions(ACCURACY_PARAMETERS, args) });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
