import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { lossFunction, sameType, smoothBinaryLabels } from './loss-function.js';
import { BINARY_FOCAL_CROSSENTROPY_PARAMETERS, type BinaryFocalCrossentropyArguments } from './signatures.js';
import { SmoothedCrossentropy, type SmoothedCrossentropyOptions } from './smoothed-crossentropy.js';

/**
 * Binary cross-entropy times `(1 - p)^gamma`, where p is the probability given to the right class: samples that are predicted
 * well count less (Lin et al., arXiv:1708.02002).
 *
 * @throws ValueError when the shapes differ
 * @example
 * await binaryFocalCrossentropy([[0, 1]], [[0.5, 0.5]]).array(); // [0.1733]
 */
export const binaryFocalCrossentropy = /* @__PURE__ */ lossFunction(
  'binary_focal_crossentropy',
  ['yTrue', 'yPred', 'applyClassBalancing', 'alpha', 'gamma', 'fromLogits', 'labelSmoothing', 'axis'],
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    applyClassBalancing: boolean = false,
    alpha: number = 0.25,
    gamma: number = 2,
    fromLogits: boolean = false,
    labelSmoothing: number = 0,
    axis: number = -1,
  ): Tensor => {
    const [given, predicted] = sameType(yTrue, yPred);
    const targets = smoothBinaryLabels(given, labelSmoothing);
    const others = ops.subtract(1, targets);
    const probability = fromLogits ? predicted.sigmoid() : predicted;
    const ofTarget = targets.mul(probability).add(others.mul(ops.subtract(1, probability)));
    const focus = ops.subtract(1, ofTarget).pow(gamma);
    const losses = focus.mul(ops.binaryCrossentropy(targets, probability));
    const weighted = applyClassBalancing
      ? targets
          .mul(alpha)
          .add(others.mul(1 - alpha))
          .mul(losses)
      : losses;
    return weighted.mean(axis);
  },
);

export interface BinaryFocalCrossentropyOptions extends SmoothedCrossentropyOptions {
  /** Weighs class 1 by alpha and class 0 by 1 - alpha. */
  applyClassBalancing?: boolean;
  alpha?: number;
  /** How much less easy samples count. */
  gamma?: number;
}

/**
 * Focal cross-entropy of two classes.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new BinaryFocalCrossentropy({ gamma: 2, fromLogits: true }) });
 */
export class BinaryFocalCrossentropy extends SmoothedCrossentropy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'BinaryFocalCrossentropy',
  });

  readonly applyClassBalancing: boolean;
  readonly alpha: number;
  readonly gamma: number;

  constructor(...args: BinaryFocalCrossentropyArguments) {
    const options = bindOptions(BINARY_FOCAL_CROSSENTROPY_PARAMETERS, args);
    const {
      applyClassBalancing = false,
      alpha = 0.25,
      gamma = 2,
      name = 'binary_focal_crossentropy',
      ...shared
    } = options;
    super(binaryFocalCrossentropy, {
      name,
      ...shared,
      applyClassBalancing,
      alpha,
      gamma,
    });
    this.applyClassBalancing = applyClassBalancing;
    this.alpha = alpha;
    this.gamma = gamma;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      apply_class_balancing: this.applyClassBalancing,
      alpha: this.alpha,
      gamma: this.gamma,
    };
  }
}
