import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { lossFunction, sameType, smoothLabels, warnAboutOneClass } from './loss-function.js';
import { CATEGORICAL_CROSSENTROPY_PARAMETERS, type CategoricalCrossentropyArguments } from './signatures.js';
import { SmoothedCrossentropy, type SmoothedCrossentropyOptions } from './smoothed-crossentropy.js';

/**
 * The cross-entropy, along `axis`, of one-hot targets and predicted probabilities (or logits).
 *
 * @throws ValueError when the shapes differ
 * @example
 * await categoricalCrossentropy([[0, 1]], [[0.5, 0.5]]).array(); // [0.6931]
 */
export const categoricalCrossentropy = /* @__PURE__ */ lossFunction(
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

export type CategoricalCrossentropyOptions = SmoothedCrossentropyOptions;

/**
 * Cross-entropy of several classes, for one-hot targets.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new CategoricalCrossentropy({ labelSmoothing: 0.1 }) });
 */
export class CategoricalCrossentropy extends SmoothedCrossentropy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'CategoricalCrossentropy',
  });

  constructor(...args: CategoricalCrossentropyArguments) {
    const options = bindOptions(CATEGORICAL_CROSSENTROPY_PARAMETERS, args);
    const { name = 'categorical_crossentropy', ...others } = options;
    super(categoricalCrossentropy, { name, ...others });
  }
}
