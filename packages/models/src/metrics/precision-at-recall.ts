import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { type OperatingPointOptions, SensitivitySpecificity } from './sensitivity-specificity.js';
import { PRECISION_AT_RECALL_PARAMETERS, type PrecisionAtRecallArguments } from './signatures.js';

export interface PrecisionAtRecallOptions extends OperatingPointOptions {
  /** The least recall, in [0, 1]. */
  recall: number;
}

/**
 * The best precision of a threshold at which the recall is at least the given one.
 *
 * @throws ValueError for a recall outside of [0, 1]
 * @example
 * const metric = new PrecisionAtRecall(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * await metric.result().item(); // 0.5
 */
export class PrecisionAtRecall extends SensitivitySpecificity {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'PrecisionAtRecall',
  });

  constructor(...args: PrecisionAtRecallArguments) {
    const { recall, ...options } = bindOptions(PRECISION_AT_RECALL_PARAMETERS, args);
    super('recall', recall, options);
  }

  get recall(): number {
    return this.value;
  }

  override result(): Tensor {
    return this.bestWhere(this.sensitivities, this.precisions);
  }
}
