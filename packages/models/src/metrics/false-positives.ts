import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import type { ConfusionCountOptions } from './confusion-count.js';
import { ConfusionCount } from './confusion-count.js';
import { FALSE_POSITIVES_PARAMETERS, type FalsePositivesArguments } from './signatures.js';

export type FalsePositivesOptions = ConfusionCountOptions;

/**
 * The number (or the weight) of false samples that are predicted to be true.
 *
 * @throws ValueError for a threshold outside of [0, 1]
 * @example
 * const metric = new FalsePositives();
 * metric.updateState([0, 1, 1, 0], [0, 1, 0, 1]);
 * await metric.result().item(); // 1
 */
export class FalsePositives extends ConfusionCount {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'FalsePositives',
  });

  constructor(...args: FalsePositivesArguments) {
    super('falsePositives', bindOptions(FALSE_POSITIVES_PARAMETERS, args));
  }
}
