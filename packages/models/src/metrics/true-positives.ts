import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import type { ConfusionCountOptions } from './confusion-count.js';
import { ConfusionCount } from './confusion-count.js';
import { TRUE_POSITIVES_PARAMETERS, type TruePositivesArguments } from './signatures.js';

export type TruePositivesOptions = ConfusionCountOptions;

/**
 * The number (or the weight) of true samples that are predicted to be true.
 *
 * @throws ValueError for a threshold outside of [0, 1]
 * @example
 * const metric = new TruePositives();
 * metric.updateState([0, 1, 1, 0], [0, 1, 0, 1]);
 * await metric.result().item(); // 1
 */
export class TruePositives extends ConfusionCount {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'TruePositives',
  });

  constructor(...args: TruePositivesArguments) {
    super('truePositives', bindOptions(TRUE_POSITIVES_PARAMETERS, args));
  }
}
