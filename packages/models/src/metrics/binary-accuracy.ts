import { floatx, type Tensor, type TensorLike } from '@org/core';
import { asTensor, bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { predictions } from '../losses/loss-function.js';
import { squeezeOrExpandToSameRank } from '../losses/reduction.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type Direction, type MetricOptions } from './metric.js';
import { metricFunction } from './metric-function.js';
import { BINARY_ACCURACY_PARAMETERS, type BinaryAccuracyArguments } from './signatures.js';

/**
 * One where a probability lies on its label's side of `threshold`, else zero.
 *
 * @example
 * await binaryAccuracy([[1], [0]], [[0.9], [0.6]]).array(); // [[1], [0]]
 */
export const binaryAccuracy = /* @__PURE__ */ metricFunction(
  'binary_accuracy',
  ['yTrue', 'yPred', 'threshold'],
  (yTrue: TensorLike, yPred: TensorLike, threshold = 0.5): Tensor => {
    const [targets, predicted] = squeezeOrExpandToSameRank(asTensor(yTrue), predictions(yPred));
    return predicted.greater(threshold).cast(targets.dtype).equal(targets).cast(floatx());
  },
);

export interface BinaryAccuracyOptions extends MetricOptions {
  /** Probabilities above it mean class 1. */
  threshold?: number;
}

/**
 * How often probabilities of class 1 match labels 0 and 1.
 *
 * @example
 * const metric = new BinaryAccuracy();
 * metric.updateState([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]]);
 * await metric.result().item(); // 0.75
 */
export class BinaryAccuracy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'BinaryAccuracy',
  });

  override readonly _direction: Direction = 'up';
  readonly threshold: number;

  constructor(...args: BinaryAccuracyArguments) {
    const options = bindOptions(BINARY_ACCURACY_PARAMETERS, args);
    const { threshold = 0.5, name = 'binary_accuracy', dtype } = options;
    super(binaryAccuracy, { name, dtype, threshold });
    this.threshold = threshold;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), threshold: this.threshold };
  }
}
