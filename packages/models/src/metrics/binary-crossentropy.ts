import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { binaryCrossentropy } from '../losses/binary-crossentropy.js';
import { MeanMetricWrapper } from './mean-metric-wrapper.js';
import { baseConfig, type MetricOptions } from './metric.js';
import { BINARY_CROSSENTROPY_PARAMETERS, type BinaryCrossentropyArguments } from './signatures.js';

export interface BinaryCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits rather than probabilities. */
  fromLogits?: boolean;
  /** How far targets are moved towards the mean of all classes, in [0, 1]. */
  labelSmoothing?: number;
}

/**
 * The mean cross-entropy of two classes.
 *
 * @example
 * const metric = new BinaryCrossentropy();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * await metric.result().item(); // 0.8149
 */
export class BinaryCrossentropy extends MeanMetricWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'BinaryCrossentropy',
    aliases: ['bce', 'BCE'],
  });

  readonly fromLogits: boolean;
  readonly labelSmoothing: number;

  constructor(...args: BinaryCrossentropyArguments) {
    const options = bindOptions(BINARY_CROSSENTROPY_PARAMETERS, args);
    const { fromLogits = false, labelSmoothing = 0, name = 'binary_crossentropy', dtype } = options;
    super(binaryCrossentropy, { name, dtype, fromLogits, labelSmoothing });
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), from_logits: this.fromLogits, label_smoothing: this.labelSmoothing };
  }
}
