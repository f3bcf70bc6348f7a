import type { Tensor, TensorLike } from '@org/core';
import { asTensor, bindArguments, Callable } from '@org/core/internal';
import { type FromOptions, newFromConfig, registerKerasObject, withArguments } from '../serialization/index.js';

export interface Constraint {
  /** The nearest allowed values. */
  (w: TensorLike): Tensor;
  /** The weight, as it may be. */
  (keywords: { w: TensorLike }): Tensor;
}

/**
 * Keeps the values of a weight within bounds: applied after each update. Subclasses define `call(w)` and `getConfig()`.
 *
 * @example
 * new NonNeg()(tensor([-1, 2])); // [0, 2]
 */
export class Constraint extends Callable {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.constraints',
    name: 'Constraint',
  });

  override invoke(...given: readonly unknown[]): Tensor {
    const [w] = bindArguments(this.constructor.name, ['w'], 1, given);
    return this.call(asTensor(w as TensorLike));
  }

  /** The weight, as it may be. */
  call(w: Tensor): Tensor {
    return w;
  }

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return withArguments(this, {});
  }

  static fromConfig<T extends Constraint>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): Constraint;
  static fromConfig<T extends Constraint>(this: FromOptions<T>, config: Record<string, unknown>): T {
    return newFromConfig(this, config);
  }
}
