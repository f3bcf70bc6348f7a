import type { Tensor } from '@org/core';
import { registerKerasObject } from '../serialization/index.js';
import { Constraint } from './constraint.js';

/**
 * Replaces negative values by 0.
 *
 * @example
 * new Dense(1, { kernelConstraint: new NonNeg() });
 * new NonNeg()(tensor([-1, 2])); // [0, 2]
 */
export class NonNeg extends Constraint {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.constraints',
    name: 'NonNeg',
  });

  override call(w: Tensor): Tensor {
    return w.maximum(0);
  }
}
