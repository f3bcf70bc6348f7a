import { ops, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindArguments, bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { Metric, type MetricOptions } from './metric.js';
import { reduceToSamplewise } from './reduction.js';
import { MEAN_PARAMETERS, type MeanArguments } from './signatures.js';

export type MeanOptions = MetricOptions;

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

  override updateState(...args: readonly [values: unknown, ...others: unknown[]]): void {
    const [values, sampleWeight] = bindArguments('updateState', ['values', 'sampleWeight'], 1, args);
    this.accumulate(values as TensorLike, sampleWeight as TensorLike | null);
  }

  protected accumulate(given: TensorLike, sampleWeight: TensorLike | null | undefined): void {
    const { values, weights } = reduceToSamplewise(given, sampleWeight, (x, axes) => x.mean(axes), this.dtype);
    this.total.assignAdd(values.sum());
    this.count.assignAdd(weights ? weights.sum() : (values.shape[0] ?? 1));
  }

  override result(): Tensor {
    return ops.divideNoNan(this.total.value, this.count.value);
  }
}
