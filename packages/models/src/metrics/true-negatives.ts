import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import type { ConfusionCountOptions } from './confusion-count.js';
import { ConfusionCount } from './confusion-count.js';
import { TRUE_NEGATIVES_PARAMETERS, type TrueNegativesArguments } from './signatures.js';

export type TrueNegativesOptions = ConfusionCountOptions;

/**
 * The number (or the weight) of false samples that are predicted to be false.
 *
 * @throws ValueError for a threshold outside of [0, 1]
 * @example
 * const metric = new TrueNegatives();
 * metric.updateState([0, 1, 1, 0], [0, 1, 0, 1]);
 * await metric.result().item(); // 1
 */
export class TrueNegatives extends ConfusionCount {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'TrueNegatives',
  });

  constructor(...args: TrueNegativesArguments) {
    super('trueNegatives', bindOptions(TRUE_NEGATIVES_PARAMETERS, args));
  }
}
