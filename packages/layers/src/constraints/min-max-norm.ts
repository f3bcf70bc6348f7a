import { epsilon, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { Constraint } from './constraint.js';
import { type Axis, norm } from './norm.js';
import { MIN_MAX_NORM_PARAMETERS, type MinMaxNormArguments } from './signatures.js';

export interface MinMaxNormOptions {
  minValue?: number;
  maxValue?: number;
  /** How far each application moves the norm towards the bounds; 1 enforces them. */
  rate?: number;
  axis?: Axis;
}

/**
 * Scales vectors to a norm between `minValue` and `maxValue`.
 *
 * @example
 * new MinMaxNorm({ minValue: 10, maxValue: 20 })(tensor([[3], [4]], null, 'float32')); // [[6], [8]]
 */
export class MinMaxNorm extends Constraint {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.constraints',
    name: 'MinMaxNorm',
  });

  readonly minValue: number;
  readonly maxValue: number;
  readonly rate: number;
  readonly axis: Axis;

  constructor(...args: MinMaxNormArguments) {
    super();
    const options = bindOptions(MIN_MAX_NORM_PARAMETERS, args);
    this.minValue = options.minValue ?? 0;
    this.maxValue = options.maxValue ?? 1;
    this.rate = options.rate ?? 1;
    this.axis = options.axis ?? 0;
  }

  override call(w: Tensor): Tensor {
    const norms = norm(w, this.axis);
    const bounded = norms.maximum(this.minValue).minimum(this.maxValue);
    const desired = bounded.mul(this.rate).add(norms.mul(1 - this.rate));
    return w.mul(desired.div(norms.add(epsilon())));
  }

  override getConfig(): Record<string, unknown> {
    return { min_value: this.minValue, max_value: this.maxValue, rate: this.rate, axis: this.axis };
  }
}
