import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { type OperatingPointOptions, SensitivitySpecificity } from './sensitivity-specificity.js';
import { RECALL_AT_PRECISION_PARAMETERS, type RecallAtPrecisionArguments } from './signatures.js';

export interface RecallAtPrecisionOptions extends OperatingPointOptions {
  /** The least precision, in [0, 1]. */
  precision: number;
}

/**
 * The best recall of a threshold at which the precision is at least the given one.
 *
 * @throws ValueError for a precision outside of [0, 1]
 * @example
 * const metric = new RecallAtPrecision(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * await metric.result().item(); // 1
 */
export class RecallAtPrecision extends SensitivitySpecificity {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'RecallAtPrecision',
  });

  constructor(...args: RecallAtPrecisionArguments) {
    const { precision, ...options } = bindOptions(RECALL_AT_PRECISION_PARAMETERS, args);
    super('precision', precision, options);
  }

  get precision(): number {
    return this.value;
  }

  override result(): Tensor {
    return this.bestWhere(this.precisions, this.sensitivities);
  }
}
