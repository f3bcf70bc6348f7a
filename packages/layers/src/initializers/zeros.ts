import type { DType, Shape, Tensor } from '@org/core';
import { registerKerasObject } from '../serialization/index.js';
import { filled } from './filled.js';
import { Initializer } from './initializer.js';

/**
 * Zeros.
 *
 * @example
 * new Zeros()([3]); // [0, 0, 0]
 */
export class Zeros extends Initializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'Zeros',
    aliases: ['zero'],
  });

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    return filled(shape, 0, dtype);
  }
}
