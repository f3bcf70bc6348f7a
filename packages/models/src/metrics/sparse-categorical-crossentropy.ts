import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { sparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import {
  SPARSE_CATEGORICAL_CROSSENTROPY_PARAMETERS,
  type SparseCategoricalCrossentropyArguments,
} from './signatures.js';

export interface SparseCategoricalCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits rather than probabilities. */
  fromLogits?: boolean;
  /** Targets that do not count, such as -1 for "void". */
  ignoreClass?: number | null;
  /** That of the classes. */
  axis?: number;
}

/**
 * The mean cross-entropy of several classes, for integer targets.
 *
 * @example
 * const metric = new SparseCategoricalCrossentropy();
 * metric.updateState([1, 2], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]);
 * await metric.result().item(); // 1.1769
 */
export class SparseCategoricalCrossentropy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'SparseCategoricalCrossentropy',
  });

  readonly fromLogits: boolean;
  readonly ignoreClass: number | null;
  readonly axis: number;

  constructor(...args: SparseCategoricalCrossentropyArguments) {
    const options = bindOptions(SPARSE_CATEGORICAL_CROSSENTROPY_PARAMETERS, args);
    const {
      fromLogits = false,
      ignoreClass = null,
      axis = -1,
      name = 'sparse_categorical_crossentropy',
      dtype,
    } = options;
    super(sparseCategoricalCrossentropy, { name, dtype, fromLogits, ignoreClass, axis });
    this.fromLogits = fromLogits;
    this.ignoreClass = ignoreClass;
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), from_logits: this.fromLogits, ignore_class: this.ignoreClass, axis: this.axis };
  }
}
