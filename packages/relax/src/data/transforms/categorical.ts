/** Transformations of columns of categories. */
import { jax, ops, random, type Tensor } from '@org/core';
import { getConfig, isCompat } from '../../utils/config.js';
import { gumbelSoftmax } from '../../utils/gumbel-softmax.js';
import type { ColumnLike } from '../column.js';
import { type EncoderPreprocessor, OneHotEncoder, OrdinalPreprocessor } from '../preprocessing/index.js';
import { BaseTransformation, type TransformationState } from './base.js';

abstract class CategoricalTransformation extends BaseTransformation {
  override readonly isCategorical = true;
  declare readonly transformer: EncoderPreprocessor;

  /** How many categories there are. */
  get numCategories(): number {
    return this.transformer.categories_?.length ?? 0;
  }

  override transform(xs: ColumnLike): Tensor {
    return this.transformer.transform(xs);
  }

  override inverseTransform(xs: Tensor | ColumnLike): Tensor {
    return this.transformer.inverseTransform(xs);
  }
}

/** One-hot; counterfactuals are probabilities by softmax, or the likeliest category. */
export class SoftmaxTransformation extends CategoricalTransformation {
  static override readonly isUniform = true;
  static override readonly meetsPenalty = true;
  constructor() {
    super('ohe', new OneHotEncoder());
  }

  protected override constrain(_xs: Tensor, cfs: Tensor, hard: boolean, _rngKey: Tensor | null): Tensor {
    return hard ? ops.oneHot(ops.argmax(cfs, -1), cfs.shape.at(-1)!) : jax.nn.softmax(cfs, -1);
  }

  protected override penalty(_xs: Tensor, cfs: Tensor): Tensor {
    return sumToOne(cfs);
  }
}

/**
 * One-hot; counterfactuals are relaxed draws of categories, or the likeliest one.
 *
 * @param tau the temperature of the draws
 */
export class GumbelSoftmaxTransformation extends CategoricalTransformation {
  static override readonly meetsPenalty = true;
  tau: number;

  constructor(tau: number | { tau?: number } = 0.1) {
    super('gumbel', new OneHotEncoder());
    this.tau = typeof tau === 'number' ? tau : (tau.tau ?? 0.1);
  }

  protected override constrain(_xs: Tensor, cfs: Tensor, hard: boolean, rngKey: Tensor | null): Tensor {
    if (hard) return ops.oneHot(ops.argmax(cfs, -1), cfs.shape.at(-1)!);
    return gumbelSoftmax(rngKey ?? random.PRNGKey(getConfig().globalSeed), cfs, this.tau);
  }

  protected override penalty(_xs: Tensor, cfs: Tensor): Tensor {
    return sumToOne(cfs);
  }

  override toDict(): TransformationState {
    return { ...super.toDict(), tau: this.tau };
  }

  override fromDict(state: TransformationState): this {
    if (state.tau !== undefined && !isCompat()) this.tau = state.tau;
    return super.fromDict(state);
  }

  override copy(): this {
    const made = super.copy();
    made.tau = this.tau;
    return made;
  }
}

/** The numbers of categories; counterfactuals lie between the first and the last, and are whole where they are exact. */
export class OrdinalTransformation extends CategoricalTransformation {
  static override readonly meetsPenalty = true;
  constructor() {
    super('ordinal', new OrdinalPreprocessor());
  }

  protected override constrain(_xs: Tensor, cfs: Tensor, hard: boolean): Tensor {
    if (isCompat()) return cfs;
    const within = ops.clip(cfs, 0, Math.max(this.numCategories - 1, 0));
    return hard ? ops.round(within) : within;
  }
}

/** Mean over rows of (sum - 1)². */
const sumToOne = (cfs: Tensor): Tensor => ops.mean(ops.square(ops.sum(cfs, -1).sub(1)));
