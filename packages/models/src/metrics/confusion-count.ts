import type { Tensor, Variable } from '@org/core';
import { type ConfusionVariables, parseThresholds, type Thresholds, updateConfusion } from './confusion.js';
import { baseConfig, bindUpdate, Metric, type MetricOptions, type UpdateArguments } from './metric.js';

export interface ConfusionCountOptions extends MetricOptions {
  /** One or several in [0, 1]; the result has one entry for each. Null is 0.5. */
  thresholds?: number | readonly number[] | null;
}

/** One of the four counts of a confusion matrix. */
export abstract class ConfusionCount extends Metric {
  readonly accumulator: Variable;
  readonly #parsed: Thresholds;
  /** What was asked for, before null became a number. */
  readonly initThresholds: ConfusionCountOptions['thresholds'];
  readonly #counted: keyof ConfusionVariables;

  constructor(counted: keyof ConfusionVariables, options: ConfusionCountOptions) {
    const { thresholds = null, ...shared } = options;
    super(shared);
    this.#counted = counted;
    this.initThresholds = thresholds;
    this.#parsed = parseThresholds(thresholds, 0.5);
    this.accumulator = this.addVariable({ shape: [this.#parsed.values.length], name: 'accumulator' });
  }

  get thresholds(): readonly number[] {
    return this.#parsed.values;
  }

  override updateState(...args: UpdateArguments): void {
    updateConfusion({ [this.#counted]: this.accumulator }, bindUpdate(args), { thresholds: this.#parsed });
  }

  override result(): Tensor {
    const { value } = this.accumulator;
    return this.thresholds.length === 1 ? value.squeeze(0) : value;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), thresholds: this.initThresholds };
  }
}
