import { NotImplementedError, type Tensor, type TensorLike } from '@org/core';
import { asTensor, bindArguments, Callable } from '@org/core/internal';
import { type FromOptions, newFromConfig, registerKerasObject, withArguments } from '../serialization/index.js';

export interface Regularizer {
  /** The penalty for the values of a weight, a scalar. */
  (x: TensorLike): Tensor;
  /** The penalty for the values of a weight, a scalar. */
  (keywords: { x: TensorLike }): Tensor;
}

/**
 * A penalty that is added to the loss. Subclasses define `call(x)` and `getConfig()`.
 *
 * @example
 * new L2(0.1)(tensor([1, 2])); // 0.5
 */
export class Regularizer extends Callable {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.regularizers',
    name: 'Regularizer',
  });

  override invoke(...given: readonly unknown[]): Tensor {
    const [x] = bindArguments(this.constructor.name, ['x'], 1, given);
    return this.call(asTensor(x as TensorLike));
  }

  /** The penalty for the values of a weight, a scalar. */
  call(_x: Tensor): Tensor {
    throw new NotImplementedError(`${this.constructor.name} has no call(x) method.`);
  }

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    const config = withArguments(this, {});
    if (Object.keys(config).length > 0) return config;
    throw new NotImplementedError(`${this.constructor.name} has no getConfig() method.`);
  }

  static fromConfig<T extends Regularizer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): Regularizer;
  static fromConfig<T extends Regularizer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    return newFromConfig(this, config);
  }
}
