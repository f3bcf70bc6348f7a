import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions, meanSigmoidCrossentropy } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { lossFunction, sameType, smoothBinaryLabels } from './loss-function.js';
import { BINARY_CROSSENTROPY_PARAMETERS, type BinaryCrossentropyArguments } from './signatures.js';
import { SmoothedCrossentropy, type SmoothedCrossentropyOptions } from './smoothed-crossentropy.js';

/**
 * The mean over `axis` of the cross-entropy of targets in [0, 1] and predicted probabilities (or logits) of class 1.
 *
 * @throws ValueError when the shapes differ
 * @example
 * await binaryCrossentropy([[0, 1]], [[0.5, 0.5]]).array(); // [0.6931]
 */
export const binaryCrossentropy = /* @__PURE__ */ lossFunction(
  'binary_crossentropy',
  ['yTrue', 'yPred', 'fromLogits', 'labelSmoothing', 'axis'],
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    fromLogits: boolean = false,
    labelSmoothing: number = 0,
    axis: number = -1,
  ): Tensor => {
    const [targets, predicted] = sameType(yTrue, yPred);
    const smoothed = smoothBinaryLabels(targets, labelSmoothing);
    const isLast = axis === -1 || axis === predicted.rank - 1;
    const mean = isLast && !fromLogits ? meanSigmoidCrossentropy(smoothed, predicted) : null;
    return mean ?? ops.binaryCrossentropy(smoothed, predicted, fromLogits).mean(axis);
  },
  ['bce', 'BCE'],
);

export type BinaryCrossentropyOptions = SmoothedCrossentropyOptions;

/**
 * Cross-entropy of two classes.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new BinaryCrossentropy({ fromLogits: true }) });
 */
export class BinaryCrossentropy extends SmoothedCrossentropy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'BinaryCrossentropy',
  });

  constructor(...args: BinaryCrossentropyArguments) {
    const options = bindOptions(BINARY_CROSSENTROPY_PARAMETERS, args);
    const { name = 'binary_crossentropy', ...others } = options;
    super(binaryCrossentropy, { name, ...others });
  }
}
