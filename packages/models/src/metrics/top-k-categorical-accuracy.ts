import { floatx, ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { sameType } from '../losses/loss-function.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { metricFunction } from './metric-function.js';
import { TOP_K_CATEGORICAL_ACCURACY_PARAMETERS, type TopKCategoricalAccuracyArguments } from './signatures.js';

/**
 * One where the right class is among the `k` largest predictions, else zero; targets are one-hot.
 *
 * @example
 * await topKCategoricalAccuracy([[0, 0, 1]], [[0.1, 0.9, 0.8]], 2).array(); // [1]
 */
export const topKCategoricalAccuracy = /* @__PURE__ */ metricFunction(
  'top_k_categorical_accuracy',
  ['yTrue', 'yPred', 'k'],
  (yTrue: TensorLike, yPred: TensorLike, k = 5): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    const labels = targets.argmax(-1);
    const rows = predicted.reshape([-1, predicted.shape.at(-1)!]);
    return ops.inTopK(labels.flatten(), rows, k).cast(floatx()).reshape(labels.shape);
  },
);

export interface TopKCategoricalAccuracyOptions extends MetricOptions {
  /** How many of the largest predictions count. */
  k?: number;
}

/**
 * How often the right class is among the `k` largest predictions, for one-hot targets.
 *
 * @example
 * const metric = new TopKCategoricalAccuracy(1);
 * metric.updateState([[0, 0, 1], [0, 1, 0]], [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]);
 * await metric.result().item(); // 0.5
 */
export class TopKCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'TopKCategoricalAccuracy',
  });

  override readonly _direction: Direction = 'up';
  readonly k: number;

  constructor(...args: TopKCategoricalAccuracyArguments) {
    const options = bindOptions(TOP_K_CATEGORICAL_ACCURACY_PARAMETERS, args);
    const { k = 5, name = 'top_k_categorical_accuracy', dtype } = options;
    super(topKCategoricalAccuracy, { name, dtype, k });
    this.k = k;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), k: this.k };
  }
}
