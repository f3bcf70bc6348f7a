import { ops, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { updateConfusion } from './confusion.js';
import { bindUpdate, type UpdateArguments } from './metric.js';
import type { PositiveRateOptions } from './positive-rate.js';
import { PositiveRate } from './positive-rate.js';
import { PRECISION_PARAMETERS, type PrecisionArguments } from './signatures.js';

export type PrecisionOptions = PositiveRateOptions;

/**
 * Which part of the samples that are predicted to be true is true.
 *
 * @throws ValueError for a threshold outside of [0, 1]
 * @example
 * const metric = new Precision();
 * metric.updateState([0, 1, 1, 1], [1, 0, 1, 1]);
 * await metric.result().item(); // 0.6667
 */
export class Precision extends PositiveRate {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'Precision',
  });

  readonly truePositives: Variable;
  readonly falsePositives: Variable;

  constructor(...args: PrecisionArguments) {
    super(bindOptions(PRECISION_PARAMETERS, args));
    this.truePositives = this.addCounts('true_positives');
    this.falsePositives = this.addCounts('false_positives');
  }

  override updateState(...args: UpdateArguments): void {
    const { truePositives, falsePositives } = this;
    updateConfusion({ truePositives, falsePositives }, bindUpdate(args), this.settings);
  }

  override result(): Tensor {
    const { value: hits } = this.truePositives;
    return this.perThreshold(ops.divideNoNan(hits, hits.add(this.falsePositives.value)));
  }
}
