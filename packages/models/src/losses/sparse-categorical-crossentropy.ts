import { ops, type Tensor, type TensorLike } from '@org/core';
import { asTensor, bindOptions, setKerasMask } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, predictions } from './loss-function.js';
import { LossFunctionWrapper, ofClassNumbers } from './loss-function-wrapper.js';
import {
  SPARSE_CATEGORICAL_CROSSENTROPY_PARAMETERS,
  type SparseCategoricalCrossentropyArguments,
} from './signatures.js';

const crossentropy = /* @__PURE__ */ lossFunction(
  'sparse_categorical_crossentropy',
  ['yTrue', 'yPred', 'fromLogits', 'ignoreClass', 'axis'],
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    fromLogits: boolean = false,
    ignoreClass: number | null = null,
    axis: number = -1,
  ): Tensor => {
    const predicted = predictions(yPred);
    const given = asTensor(yTrue);
    const isColumn = given.ndim === predicted.ndim && given.shape.at(axis) === 1;
    const targets = isColumn ? given.squeeze(axis) : given;
    if (ignoreClass === null) return ops.sparseCategoricalCrossentropy(targets, predicted, fromLogits, axis);
    const valid = targets.notEqual(ignoreClass);
    const losses = ops.sparseCategoricalCrossentropy(
      ops.where(valid, targets, 0),
      ops.where(valid.expandDims(axis), predicted, 0),
      fromLogits,
      axis,
    );
    const kept = ops.where(valid, losses, 0);
    setKerasMask(kept, valid);
    return kept;
  },
);

/**
 * The cross-entropy, along `axis`, of integer targets and predicted probabilities (or logits).
 *
 * @throws ValueError when the shapes differ in other axes than `axis`
 * @example
 * await sparseCategoricalCrossentropy([1], [[0.5, 0.5]]).array(); // [0.6931]
 */
export const sparseCategoricalCrossentropy = /* @__PURE__ */ ofClassNumbers(crossentropy);

export interface SparseCategoricalCrossentropyOptions extends LossOptions {
  /** Whether predictions are logits rather than probabilities. */
  fromLogits?: boolean;
  /** Targets that do not count, such as -1 for "void". */
  ignoreClass?: number | null;
  axis?: number;
}

/**
 * Cross-entropy of several classes, for integer targets.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new SparseCategoricalCrossentropy({ fromLogits: true }) });
 */
export class SparseCategoricalCrossentropy extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
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
      ...shared
    } = options;
    super(sparseCategoricalCrossentropy, { name, ...shared, fromLogits, ignoreClass, axis });
    this.fromLogits = fromLogits;
    this.ignoreClass = ignoreClass;
    this.axis = axis;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), from_logits: this.fromLogits, ignore_class: this.ignoreClass };
  }
}
