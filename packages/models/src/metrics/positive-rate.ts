import type { Tensor, Variable } from '@org/core';
import { type ConfusionSettings, NEVER, parseThresholds } from './confusion.js';
import { baseConfig, type Direction, Metric, type MetricOptions } from './metric.js';

export interface PositiveRateOptions extends MetricOptions {
  /** One or several in [0, 1]; the result has one entry for each. Null is 0.5, or none where `topK` is given. */
  thresholds?: number | readonly number[] | null;
  /** Only the so many largest predictions of a sample count as positive. */
  topK?: number | null;
  /** The class that counts; null for all. */
  classId?: number | null;
}

/** What precision and recall share. */
export abstract class PositiveRate extends Metric {
  override readonly _direction: Direction = 'up';
  readonly topK: number | null;
  readonly classId: number | null;
  protected readonly settings: ConfusionSettings;
  /** What was asked for, before null became a number. */
  readonly initThresholds: PositiveRateOptions['thresholds'];

  constructor(options: PositiveRateOptions) {
    const { thresholds = null, topK = null, classId = null, ...shared } = options;
    super(shared);
    this.topK = topK;
    this.classId = classId;
    this.initThresholds = thresholds;
    this.settings = { thresholds: parseThresholds(thresholds, topK === null ? 0.5 : NEVER), topK, classId };
  }

  get thresholds(): readonly number[] {
    return this.settings.thresholds.values;
  }

  /** A variable with a count for each threshold. */
  protected addCounts(name: string): Variable {
    return this.addVariable({ shape: [this.thresholds.length], name });
  }

  /** A number where there is one threshold. */
  protected perThreshold(values: Tensor): Tensor {
    return this.thresholds.length === 1 ? values.squeeze(0) : values;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), thresholds: this.initThresholds, top_k: this.topK, class_id: this.classId };
  }
}
