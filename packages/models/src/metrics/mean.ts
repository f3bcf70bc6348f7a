import { ops, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { bindValues, Metric, type MetricOptions } from './metric.js';
import { reduceToSamplewise } from './reduction.js';
import { MEAN_PARAMETERS, type MeanArguments } from './signatures.js';

export type MeanOptions = MetricOptions;

type Weights = TensorLike | null;

/** The method that takes values into the mean, for its subclasses here: users' fields may have any name. */
export const accumulate: unique symbol = Symbol('accumulate');

/** What `updateState` takes; metrics that are means take targets and predictions in place of values. */
type MeanUpdate =
  | [values: TensorLike, sampleWeight?: Weights | { sampleWeight?: Weights }]
  | [yTrue: TensorLike, yPred: TensorLike, sampleWeight?: Weights | { sampleWeight?: Weights }]
  | [
      keywords:
        | { values: TensorLike; sampleWeight?: Weights }
        | { yTrue: TensorLike; yPred: TensorLike; sampleWeight?: Weights },
    ];

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

  constructor(...args: MeanArguments) {
    super({ name: 'mean', ...bindOptions(MEAN_PARAMETERS, args) });
    this.total = this.addVariable({ shape: [], dtype: this.dtype, name: 'total' });
    this.count = this.addVariable({ shape: [], dtype: this.dtype, name: 'count' });
  }

  override updateState(...args: MeanUpdate): void {
    this[accumulate](...bindValues(args));
  }

  /** Adds values, each of them or each sample's with a weight. */
  [accumulate](given: TensorLike, sampleWeight: TensorLike | null | undefined): void {
    const { values, weights } = reduceToSamplewise(given, sampleWeight, (x, axes) => x.mean(axes), this.dtype);
    this.total.assignAdd(values.sum());
    this.count.assignAdd(weights ? weights.sum() : (values.shape[0] ?? 1));
  }

  override result(): Tensor {
    return ops.divideNoNan(this.total.value, this.count.value);
  }
}
