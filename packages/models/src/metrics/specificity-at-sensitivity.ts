import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { type OperatingPointOptions, SensitivitySpecificity } from './sensitivity-specificity.js';
import { SPECIFICITY_AT_SENSITIVITY_PARAMETERS, type SpecificityAtSensitivityArguments } from './signatures.js';

export interface SpecificityAtSensitivityOptions extends OperatingPointOptions {
  /** The least sensitivity, in [0, 1]. */
  sensitivity: number;
}

/**
 * The best specificity of a threshold at which the sensitivity is at least the given one.
 *
 * @throws ValueError for a sensitivity outside of [0, 1]
 * @example
 * const metric = new SpecificityAtSensitivity(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * await metric.result().item(); // 0.6667
 */
export class SpecificityAtSensitivity extends SensitivitySpecificity {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'SpecificityAtSensitivity',
  });

  constructor(...args: SpecificityAtSensitivityArguments) {
    const { sensitivity, ...options } = bindOptions(SPECIFICITY_AT_SENSITIVITY_PARAMETERS, args);
    super('sensitivity', sensitivity, options);
  }

  get sensitivity(): number {
    return this.value;
  }

  override result(): Tensor {
    return this.bestWhere(this.sensitivities, this.specificities);
  }
}
