import { floatx, ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions, convert } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { predictions } from '../losses/loss-function.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { metricFunction } from './metric-function.js';
import {
  SPARSE_TOP_K_CATEGORICAL_ACCURACY_PARAMETERS,
  type SparseTopKCategoricalAccuracyArguments,
} from './signatures.js';

/**
 * One where the right class is among the `k` largest predictions, else zero; targets are class numbers. With `fromSortedIds`
 * predictions are class numbers as well, the best one first.
 *
 * @example
 * await sparseTopKCategoricalAccuracy([2], [[0.1, 0.9, 0.8]], 2).array(); // [1]
 */
export const sparseTopKCategoricalAccuracy = /* @__PURE__ */ metricFunction(
  'sparse_top_k_categorical_accuracy',
  ['yTrue', 'yPred', 'k', 'fromSortedIds'],
  (yTrue: TensorLike, yPred: TensorLike, k = 5, fromSortedIds = false): Tensor => {
    const predicted = predictions(yPred);
    const labels = convert(yTrue, fromSortedIds ? predicted.dtype : 'int32');
    const flat = labels.flatten();
    const rows = predicted.reshape([-1, predicted.shape.at(-1)!]);
    const matches = fromSortedIds
      ? flat
          .expandDims(1)
          .equal(rows.at(':', `:${k}`))
          .any(1)
      : ops.inTopK(flat, rows, k);
    return matches.cast(floatx()).reshape(labels.shape);
  },
);

export interface SparseTopKCategoricalAccuracyOptions extends MetricOptions {
  /** How many of the largest predictions count. */
  k?: number;
  /** Whether predictions are class numbers, sorted from the best, rather than scores of all classes. */
  fromSortedIds?: boolean;
}

/**
 * How often the right class is among the `k` largest predictions, for integer targets.
 *
 * @example
 * const metric = new SparseTopKCategoricalAccuracy(1);
 * metric.updateState([2, 1], [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]);
 * await metric.result().item(); // 0.5
 */
export class SparseTopKCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'SparseTopKCategoricalAccuracy',
  });

  override readonly _direction: Direction = 'up';
  readonly k: number;
  readonly fromSortedIds: boolean;

  constructor(...args: SparseTopKCategoricalAccuracyArguments) {
    const options = bindOptions(SPARSE_TOP_K_CATEGORICAL_ACCURACY_PARAMETERS, args);
    const { k = 5, name = 'sparse_top_k_categorical_accuracy', dtype, fromSortedIds = false } = options;
    super(sparseTopKCategoricalAccuracy, { name, dtype, k, fromSortedIds });
    this.k = k;
    this.fromSortedIds = fromSortedIds;
  }

  override getConfig(): Record<string, unknown> {
    const config = { ...baseConfig(this), k: this.k };
    // Keras leaves out the default, so that older versions read the config.
    return this.fromSortedIds ? { ...config, from_sorted_ids: true } : config;
  }
}
