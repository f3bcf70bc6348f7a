import { floatx, type Tensor, type TensorLike } from '@org/core';
import { asTensor, bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { predictions } from '../losses/loss-function.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { metricFunction } from './metric-function.js';
import { CATEGORICAL_ACCURACY_PARAMETERS, type CategoricalAccuracyArguments } from './signatures.js';

/**
 * One where the largest prediction is that of the right class, else zero; targets are one-hot.
 *
 * @example
 * await categoricalAccuracy([[0, 1]], [[0.2, 0.8]]).array(); // [1]
 */
export const categoricalAccuracy = /* @__PURE__ */ metricFunction(
  'categorical_accuracy',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const labels = asTensor(yTrue).argmax(-1);
    const predicted = predictions(yPred);
    const flat = labels.rank === predicted.rank ? labels.squeeze(-1) : labels;
    return flat.equal(predicted.argmax(-1)).cast(floatx()).reshape(labels.shape);
  },
);

export type CategoricalAccuracyOptions = MetricOptions;

/**
 * How often the largest prediction is that of the right class, for one-hot targets. Predictions may be logits.
 *
 * @example
 * const metric = new CategoricalAccuracy();
 * metric.updateState([[0, 0, 1], [0, 1, 0]], [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]);
 * await metric.result().item(); // 0.5
 */
export class CategoricalAccuracy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'CategoricalAccuracy',
  });

  override readonly _direction: Direction = 'up';

  constructor(...args: CategoricalAccuracyArguments) {
    const options = bindOptions(CATEGORICAL_ACCURACY_PARAMETERS, args);
    super(categoricalAccuracy, { name: 'categorical_accuracy', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
