import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { categoricalCrossentropy } from '../losses/categorical-crossentropy.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { CATEGORICAL_CROSSENTROPY_PARAMETERS, type CategoricalCrossentropyArguments } from './signatures.js';

export interface CategoricalCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits rather than probabilities. */
  fromLogits?: boolean;
  /** How far targets are moved towards the mean of all classes, in [0, 1]. */
  labelSmoothing?: number;
  /** That of the classes. */
  axis?: number;
}

/**
 * The mean cross-entropy of several classes, for one-hot targets.
 *
 * @example
 * const metric = new CategoricalCrossentropy();
 * metric.updateState([[0, 1, 0], [0, 0, 1]], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]);
 * await metric.result().item(); // 1.1769
 */
export class CategoricalCrossentropy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'CategoricalCrossentropy',
  });

  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(...args: CategoricalCrossentropyArguments) {
    const options = bindOptions(CATEGORICAL_CROSSENTROPY_PARAMETERS, args);
    const { fromLogits = false, labelSmoothing = 0, axis = -1, name = 'categorical_crossentropy', dtype } = options;
    super(categoricalCrossentropy, { name, dtype, fromLogits, labelSmoothing, axis });
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), from_logits: this.fromLogits, label_smoothing: this.labelSmoothing, axis: this.axis };
  }
}
