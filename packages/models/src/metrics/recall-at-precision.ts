import { bindOptions, type PythonOptions, type Tensor } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { type OperatingPointOptions, SensitivitySpecificity } from './sensitivity-specificity.js';

export interface RecallAtPrecisionOptions extends OperatingPointOptions {
  /** The least precision, in [0, 1]. */
  precision: number;
}

const parameters = ['precision', 'numThresholds', 'classId', 'name', 'dtype'] as const;

/**
 * The best recall of a threshold at which the precision is at least the given one.
 *
 * @throws ValueError for a precision outside of [0, 1]
 * @example
 * const metric = new RecallAtPrecision(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * await metric.result().item(); // 1
 */
@registerKerasObject({ module: 'keras.metrics', name: 'RecallAtPrecision' })
export class RecallAtPrecision extends SensitivitySpecificity {
  constructor(...args: PythonOptions<typeof parameters, RecallAtPrecisionOptions>) {
    const { precision, ...options } = bindOptions<RecallAtPrecisionOptions>('RecallAtPrecision', parameters, 1, args);
    super('precision', precision, options);
  }

  get precision(): number {
    return this.value;
  }

  override result(): Tensor {
    return this.bestWhere(this.precisions, this.sensitivities);
  }
}
