import { ops, type Tensor, type TensorLike, Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { addCompensated } from './compensated-sum.js';
import { bindValues, Metric, type MetricOptions, type UpdateArguments, unlisted } from './metric.js';
import { reduceToSamplewise } from './reduction.js';
import { MEAN_PARAMETERS, type MeanArguments } from './signatures.js';

export type MeanOptions = MetricOptions;

type Weights = TensorLike | null;

/** The method that takes values into the mean, for its subclasses here: users' fields may have any name. */
export const accumulate: unique symbol = Symbol('accumulate');

/** What `updateState` takes; metrics that are means take targets and predictions in place of values. */
type MeanUpdate =
  | UpdateArguments
  | [values: TensorLike, sampleWeight?: Weights | { sampleWeight?: Weights }]
  | [keywords: { values: TensorLike; sampleWeight?: Weights }];

/**
 * The (weighted) mean of everything seen since the last reset.
 *
 * @example
 * const mean = new Mean();
 * mean.updateState([1, 3, 5, 7], { sampleWeight: [1, 1, 0, 0] });
 * await mean.result().item(); // 2
 */
export class Mean extends Metric {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'Mean',
  });

  readonly total: Variable;
  readonly count: Variable;
  /** What rounding took from the two: many small numbers would leave a large one as it is. */
  readonly #lost: { readonly total: Variable; readonly count: Variable };

  constructor(...args: MeanArguments) {
    super({ name: 'mean', ...bindOptions(MEAN_PARAMETERS, args) });
    this.total = this.addVariable({ shape: [], dtype: this.dtype, name: 'total' });
    this.count = this.addVariable({ shape: [], dtype: this.dtype, name: 'count' });
    const lost = () => new Variable(0, { dtype: this.dtype, trainable: false, name: 'lost' });
    this.#lost = { total: lost(), count: lost() };
  }

  override get [unlisted](): readonly Variable[] {
    return [this.#lost.total, this.#lost.count];
  }

  override updateState(...args: MeanUpdate): void {
    this[accumulate](...bindValues(args));
  }

  /** Adds values, each of them or each sample's with a weight. */
  [accumulate](given: TensorLike, sampleWeight: TensorLike | null | undefined): void {
    const { values, weights } = reduceToSamplewise(given, sampleWeight, (x, axes) => x.mean(axes), this.dtype);
    addCompensated(this.total, this.#lost.total, values.sum());
    // Whole numbers lose nothing.
    if (weights) addCompensated(this.count, this.#lost.count, weights.sum());
    else this.count.assignAdd(values.shape[0] ?? 1);
  }

  override result(): Tensor {
    return ops.divideNoNan(this.total.value, this.count.value);
  }
}
