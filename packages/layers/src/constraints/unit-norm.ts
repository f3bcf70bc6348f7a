import { epsilon, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { Constraint } from './constraint.js';
import { type Axis, norm } from './norm.js';
import { UNIT_NORM_PARAMETERS, type UnitNormArguments } from './signatures.js';

export interface UnitNormOptions {
  axis?: Axis;
}

/**
 * Scales vectors to norm 1.
 *
 * @example
 * new UnitNorm()(tensor([[3], [4]], null, 'float32')); // [[0.6], [0.8]]
 */
export class UnitNorm extends Constraint {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.constraints',
    name: 'UnitNorm',
  });

  readonly axis: Axis;

  constructor(...args: UnitNormArguments) {
    super();
    this.axis = bindOptions(UNIT_NORM_PARAMETERS, args).axis ?? 0;
  }

  override call(w: Tensor): Tensor {
    return w.div(norm(w, this.axis).add(epsilon()));
  }

  override getConfig(): Record<string, unknown> {
    return { axis: this.axis };
  }
}
