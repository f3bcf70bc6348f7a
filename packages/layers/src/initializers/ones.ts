import type { DType, Shape, Tensor } from '@org/core';
import { registerKerasObject } from '../serialization/index.js';
import { filled } from './filled.js';
import { Initializer } from './initializer.js';

/**
 * Ones.
 *
 * @example
 * new Ones()([3]); // [1, 1, 1]
 */
export class Ones extends Initializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'Ones',
    aliases: ['one'],
  });

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    return filled(shape, 1, dtype);
  }
}
