import { ops, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { updateConfusion } from './confusion.js';
import { bindUpdate, type UpdateArguments } from './metric.js';
import type { PositiveRateOptions } from './positive-rate.js';
import { PositiveRate } from './positive-rate.js';
import { RECALL_PARAMETERS, type RecallArguments } from './signatures.js';

export type RecallOptions = PositiveRateOptions;

/**
 * Which part of the true samples is predicted to be true.
 *
 * @throws ValueError for a threshold outside of [0, 1]
 * @example
 * const metric = new Recall();
 * metric.updateState([0, 1, 1, 1], [1, 0, 1, 1]);
 * await metric.result().item(); // 0.6667
 */
export class Recall extends PositiveRate {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'Recall',
  });

  readonly truePositives: Variable;
  readonly falseNegatives: Variable;

  constructor(...args: RecallArguments) {
    super(bindOptions(RECALL_PARAMETERS, args));
    this.truePositives = this.addCounts('true_positives');
    this.falseNegatives = this.addCounts('false_negatives');
  }

  override updateState(...args: UpdateArguments): void {
    const { truePositives, falseNegatives } = this;
    updateConfusion({ truePositives, falseNegatives }, bindUpdate(args), this.settings);
  }

  override result(): Tensor {
    const { value: hits } = this.truePositives;
    return this.perThreshold(ops.divideNoNan(hits, hits.add(this.falseNegatives.value)));
  }
}
