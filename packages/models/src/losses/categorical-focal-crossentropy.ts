import { epsilon, ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { lossFunction, sameType, smoothLabels, warnAboutOneClass } from './loss-function.js';
import { CATEGORICAL_FOCAL_CROSSENTROPY_PARAMETERS, type CategoricalFocalCrossentropyArguments } from './signatures.js';
import { SmoothedCrossentropy, type SmoothedCrossentropyOptions } from './smoothed-crossentropy.js';

/**
 * Cross-entropy along `axis` times `alpha · (1 - p)^gamma`, where p is the probability given to the right class (Lin et al.,
 * arXiv:1708.02002).
 *
 * @example
 * await categoricalFocalCrossentropy([[0, 1]], [[0.5, 0.5]]).array(); // [0.0433]
 */
export const categoricalFocalCrossentropy = /* @__PURE__ */ lossFunction(
  'categorical_focal_crossentropy',
  ['yTrue', 'yPred', 'alpha', 'gamma', 'fromLogits', 'labelSmoothing', 'axis'],
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    alpha: number = 0.25,
    gamma: number = 2,
    fromLogits: boolean = false,
    labelSmoothing: number = 0,
    axis: number = -1,
  ): Tensor => {
    const [given, predicted] = sameType(yTrue, yPred);
    warnAboutOneClass('categorical_focal_crossentropy', predicted);
    const targets = smoothLabels(given, labelSmoothing);
    const positive = fromLogits ? ops.softmax(predicted, axis) : predicted;
    const normalized = positive.div(positive.sum(axis, true));
    const probability = ops.clip(normalized, epsilon(), 1 - epsilon());
    const focus = ops.subtract(1, probability).pow(gamma).mul(alpha);
    return focus.mul(targets).mul(probability.log()).sum(axis).neg();
  },
);

export interface CategoricalFocalCrossentropyOptions extends SmoothedCrossentropyOptions {
  /** A weight for all classes. */
  alpha?: number;
  /** How much less easy samples count. */
  gamma?: number;
}

/**
 * Focal cross-entropy of several classes, for one-hot targets.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new CategoricalFocalCrossentropy({ gamma: 2 }) });
 */
export class CategoricalFocalCrossentropy extends SmoothedCrossentropy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'CategoricalFocalCrossentropy',
  });

  readonly alpha: number;
  readonly gamma: number;

  constructor(...args: CategoricalFocalCrossentropyArguments) {
    const options = bindOptions(CATEGORICAL_FOCAL_CROSSENTROPY_PARAMETERS, args);
    const { alpha = 0.25, gamma = 2, name = 'categorical_focal_crossentropy', ...shared } = options;
    super(categoricalFocalCrossentropy, { name, ...shared, alpha, gamma });
    this.alpha = alpha;
    this.gamma = gamma;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      alpha: this.alpha,
      gamma: this.gamma,
    };
  }
}
