import { bindOptions, type PythonOptions, type Tensor } from '@org/core';
import { registerKerasObject } from '@org/layers';
import { type OperatingPointOptions, SensitivitySpecificity } from './sensitivity-specificity.js';

export interface PrecisionAtRecallOptions extends OperatingPointOptions {
  /** The least recall, in [0, 1]. */
  recall: number;
}

const parameters = ['recall', 'numThresholds', 'classId', 'name', 'dtype'] as const;

/**
 * The best precision of a threshold at which the recall is at least the given one.
 *
 * @throws ValueError for a recall outside of [0, 1]
 * @example
 * const metric = new PrecisionAtRecall(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * await metric.result().item(); // 0.5
 */
@registerKerasObject({ module: 'keras.metrics', name: 'PrecisionAtRecall' })
export class PrecisionAtRecall extends SensitivitySpecificity {
  constructor(...args: PythonOptions<typeof parameters, PrecisionAtRecallOptions>) {
    const { recall, ...options } = bindOptions<PrecisionAtRecallOptions>('PrecisionAtRecall', parameters, 1, args);
    super('recall', recall, options);
  }

  get recall(): number {
    return this.value;
  }

  override result(): Tensor {
    return this.bestWhere(this.sensitivities, this.precisions);
  }
}
