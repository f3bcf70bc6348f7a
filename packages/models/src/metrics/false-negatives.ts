import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import type { ConfusionCountOptions } from './confusion-count.js';
import { ConfusionCount } from './confusion-count.js';
import { FALSE_NEGATIVES_PARAMETERS, type FalseNegativesArguments } from './signatures.js';

export type FalseNegativesOptions = ConfusionCountOptions;

/**
 * The number (or the weight) of true samples that are predicted to be false.
 *
 * @throws ValueError for a threshold outside of [0, 1]
 * @example
 * const metric = new FalseNegatives();
 * metric.updateState([0, 1, 1, 0], [0, 1, 0, 1]);
 * await metric.result().item(); // 1
 */
export class FalseNegatives extends ConfusionCount {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'FalseNegatives',
  });

  constructor(...args: FalseNegativesArguments) {
    super('falseNegatives', bindOptions(FALSE_NEGATIVES_PARAMETERS, args));
  }
}
