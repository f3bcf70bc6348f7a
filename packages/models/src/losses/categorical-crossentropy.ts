import { bindOptions, ops, type PythonOptions, type Tensor, type TensorLike } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, sameType, smoothLabels, warnAboutOneClass } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';

/**
 * The cross-entropy, along `axis`, of one-hot targets and predicted probabilities (or logits).
 *
 * @throws ValueError when the shapes differ
 * @example
 * await categoricalCrossentropy([[0, 1]], [[0.5, 0.5]]).array(); // [0.6931]
 */
export const categoricalCrossentropy = lossFunction(
  'categorical_crossentropy',
  ['yTrue', 'yPred', 'fromLogits', 'labelSmoothing', 'axis'],
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    fromLogits: boolean = false,
    labelSmoothing: number = 0,
    axis: number = -1,
  ): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    warnAboutOneClass('categorical_crossentropy', predicted);
    return ops.categoricalCrossentropy(smoothLabels(targets, labelSmoothing), predicted, fromLogits, axis);
  },
);

export interface CategoricalCrossentropyOptions extends LossOptions {
  /** Whether predictions are logits rather than probabilities. */
  fromLogits?: boolean;
  /** How far targets are moved towards the mean of all classes, in [0, 1]. */
  labelSmoothing?: number;
  axis?: number;
}

const parameters = ['fromLogits', 'labelSmoothing', 'axis', 'reduction', 'name', 'dtype'] as const;

/**
 * Cross-entropy of several classes, for one-hot targets.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new CategoricalCrossentropy({ labelSmoothing: 0.1 }) });
 */
@registerKerasObject({ module: 'keras.losses' })
export class CategoricalCrossentropy extends LossFunctionWrapper {
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(...args: PythonOptions<typeof parameters, CategoricalCrossentropyOptions>) {
    const options = bindOptions<CategoricalCrossentropyOptions>('CategoricalCrossentropy', parameters, 0, args);
    const { fromLogits = false, labelSmoothing = 0, axis = -1, name = 'categorical_crossentropy', ...shared } = options;
    super(categoricalCrossentropy, { name, ...shared, fromLogits, labelSmoothing, axis });
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
