import { baseConfig, type LossOptions } from './loss.js';
import { type LossFunction, LossFunctionWrapper } from './loss-function-wrapper.js';

export interface SmoothedCrossentropyOptions extends LossOptions {
  /** Whether predictions are logits rather than probabilities. */
  fromLogits?: boolean;
  /** How far targets are moved towards the mean of all classes, in [0, 1]. */
  labelSmoothing?: number;
  axis?: number;
}

/** Base of the cross-entropies whose targets are probabilities themselves. */
export abstract class SmoothedCrossentropy extends LossFunctionWrapper {
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(fn: LossFunction, options: SmoothedCrossentropyOptions & Readonly<Record<string, unknown>>) {
    const { fromLogits = false, labelSmoothing = 0, axis = -1, ...others } = options;
    super(fn, { ...others, fromLogits, labelSmoothing, axis });
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...baseConfig(this),
      from_logits: this.fromLogits,
      label_smoothing: this.labelSmoothing,
      axis: this.axis,
    };
  }
}
