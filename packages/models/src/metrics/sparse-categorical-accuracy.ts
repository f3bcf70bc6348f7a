import { floatx, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { sameType } from '../losses/loss-function.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { metricFunction } from './metric-function.js';
import { SPARSE_CATEGORICAL_ACCURACY_PARAMETERS, type SparseCategoricalAccuracyArguments } from './signatures.js';

/**
 * One where the largest prediction is that of the right class, else zero; targets are class numbers, as vectors or columns.
 *
 * @example
 * await sparseCategoricalAccuracy([1], [[0.2, 0.8]]).array(); // [1]
 */
export const sparseCategoricalAccuracy = /* @__PURE__ */ metricFunction(
  'sparse_categorical_accuracy',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [labels, predicted] = sameType(yTrue, yPred);
    const isColumn = labels.rank === predicted.rank && labels.shape.at(-1) === 1;
    const flat = isColumn ? labels.squeeze(-1) : labels;
    const matches = flat.equal(predicted.argmax(-1).cast(flat.dtype)).cast(floatx());
    return matches.rank > 1 && matches.shape.at(-1) === 1 ? matches.squeeze(-1) : matches;
  },
);

export type SparseCategoricalAccuracyOptions = MetricOptions;

/**
 * How often the largest prediction is that of the right class, for integer targets. Predictions may be logits.
 *
 * @example
 * const metric = new SparseCategoricalAccuracy();
 * metric.updateState([[2], [1]], [[0.1, 0.6, 0.3], [0.05, 0.95, 0]]);
 * await metric.result().item(); // 0.5
 */
export class SparseCategoricalAccuracy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'SparseCategoricalAccuracy',
  });

  override readonly _direction: Direction = 'up';

  constructor(...args: SparseCategoricalAccuracyArguments) {
    const options = bindOptions(SPARSE_CATEGORICAL_ACCURACY_PARAMETERS, args);
    super(sparseCategoricalAccuracy, { name: 'sparse_categorical_accuracy', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
