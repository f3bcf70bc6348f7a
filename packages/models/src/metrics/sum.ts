import type { Tensor, TensorLike, Variable } from '@org/core';
import { bindArguments, bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { Metric, type MetricOptions } from './metric.js';
import { reduceToSamplewise } from './reduction.js';
import { SUM_PARAMETERS, type SumArguments } from './signatures.js';

export type SumOptions = MetricOptions;

/**
 * The (weighted) sum of everything seen since the last reset.
 *
 * @example
 * const sum = new Sum();
 * sum.updateState([1, 3, 5, 7], { sampleWeight: [1, 1, 0, 0] });
 * await sum.result().item(); // 4
 */
export class Sum extends Metric {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'Sum',
  });

  readonly total: Variable;

  constructor(...args: SumArguments) {
    super({ name: 'sum', ...bindOptions(SUM_PARAMETERS, args) });
    this.total = this.addVariable({ shape: [], dtype: this.dtype, name: 'total' });
  }

  override updateState(...args: readonly [values: unknown, ...others: unknown[]]): void {
    const [values, sampleWeight] = bindArguments('updateState', ['values', 'sampleWeight'], 1, args);
    const weight = sampleWeight as TensorLike | null;
    const sums = reduceToSamplewise(values as TensorLike, weight, (x, axes) => x.sum(axes), this.dtype);
    this.total.assignAdd(sums.values.sum());
  }

  override result(): Tensor {
    return this.total.value;
  }
}
