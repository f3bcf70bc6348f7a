import { epsilon, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { Constraint } from './constraint.js';
import { type Axis, norm } from './norm.js';
import { MAX_NORM_PARAMETERS, type MaxNormArguments } from './signatures.js';

export interface MaxNormOptions {
  maxValue?: number;
  /** 0 for the inputs of each unit of a Dense layer, [0, 1, 2] for each filter of a Conv2D. */
  axis?: Axis;
}

/**
 * Scales vectors down to a norm of at most `maxValue`.
 *
 * @example
 * new MaxNorm(1)(tensor([[3], [4]], null, 'float32')); // [[0.6], [0.8]]
 */
export class MaxNorm extends Constraint {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.constraints',
    name: 'MaxNorm',
  });

  readonly maxValue: number;
  readonly axis: Axis;

  constructor(...args: MaxNormArguments) {
    super();
    const { maxValue = 2, axis = 0 } = bindOptions(MAX_NORM_PARAMETERS, args);
    this.maxValue = maxValue;
    this.axis = axis;
  }

  override call(w: Tensor): Tensor {
    const norms = norm(w, this.axis);
    return w.mul(norms.minimum(this.maxValue).div(norms.add(epsilon())));
  }

  override getConfig(): Record<string, unknown> {
    return { max_value: this.maxValue, axis: this.axis };
  }
}
