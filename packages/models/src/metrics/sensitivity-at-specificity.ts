import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { type OperatingPointOptions, SensitivitySpecificity } from './sensitivity-specificity.js';
import { SENSITIVITY_AT_SPECIFICITY_PARAMETERS, type SensitivityAtSpecificityArguments } from './signatures.js';

export interface SensitivityAtSpecificityOptions extends OperatingPointOptions {
  /** The least specificity, in [0, 1]. */
  specificity: number;
}

/**
 * The best sensitivity of a threshold at which the specificity is at least the given one.
 *
 * @throws ValueError for a specificity outside of [0, 1]
 * @example
 * const metric = new SensitivityAtSpecificity(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * await metric.result().item(); // 0.5
 */
export class SensitivityAtSpecificity extends SensitivitySpecificity {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'SensitivityAtSpecificity',
  });

  constructor(...args: SensitivityAtSpecificityArguments) {
    const { specificity, ...options } = bindOptions(SENSITIVITY_AT_SPECIFICITY_PARAMETERS, args);
    super('specificity', specificity, options);
  }

  get specificity(): number {
    return this.value;
  }

  override result(): Tensor {
    return this.bestWhere(this.specificities, this.sensitivities);
  }
}
