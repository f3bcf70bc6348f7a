import { type Tensor, Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { addCompensated } from './compensated-sum.js';
import { bindValues, Metric, type MetricOptions, unlisted, type ValuesArguments } from './metric.js';
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
  /** What rounding took from it. */
  readonly #lost: Variable;

  constructor(...args: SumArguments) {
    super({ name: 'sum', ...bindOptions(SUM_PARAMETERS, args) });
    this.total = this.addVariable({ shape: [], dtype: this.dtype, name: 'total' });
    this.#lost = new Variable(0, { dtype: this.dtype, trainable: false, name: 'lost' });
  }

  override get [unlisted](): readonly Variable[] {
    return [this.#lost];
  }

  override updateState(...args: ValuesArguments): void {
    const [values, sampleWeight] = bindValues(args);
    const sums = reduceToSamplewise(values, sampleWeight, (x, axes) => x.sum(axes), this.dtype);
    addCompensated(this.total, this.#lost, sums.values.sum());
  }

  override result(): Tensor {
    return this.total.value;
  }
}
