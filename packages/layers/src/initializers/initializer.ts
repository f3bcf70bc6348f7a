import { type DType, floatx, NotImplementedError, type Shape, standardizeDType, type Tensor } from '@org/core';
import { bindArguments, Callable, requireShape } from '@org/core/internal';
import { type FromOptions, newFromConfig, registerKerasObject, withArguments } from '../serialization/index.js';

export interface Initializer {
  /** The first value of a weight. */
  (shape: Shape, options?: { dtype?: string | null } | string | null): Tensor;
  /** The first value of a weight. */
  (options: { shape: Shape; dtype?: string | null }): Tensor;
}

/**
 * Makes the first value of a weight. Subclasses define `call(shape, { dtype })` and `getConfig()`.
 *
 * @example
 * new HeNormal({ seed: 1 })([3, 4]); // a tensor of shape [3, 4]
 */
export class Initializer extends Callable {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'Initializer',
  });

  override invoke(...given: readonly unknown[]): Tensor {
    const [shape, dtype] = bindArguments(this.constructor.name, ['shape', 'dtype'], 1, given);
    requireShape(this.constructor.name, shape);
    return this.call(shape, { dtype: standardizeDType(dtype, floatx()) });
  }

  /** The first value of a weight of this shape and type. */
  call(_shape: Shape, _options: { dtype: DType }): Tensor {
    throw new NotImplementedError(`${this.constructor.name} has no call(shape, { dtype }) method.`);
  }

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return withArguments(this, {});
  }

  static fromConfig<T extends Initializer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): Initializer;
  static fromConfig<T extends Initializer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    return newFromConfig(this, config);
  }

  /** Another one with the same config. */
  clone(): this {
    const type = this.constructor as unknown as { fromConfig(config: Record<string, unknown>): unknown };
    return type.fromConfig(this.getConfig()) as this;
  }
}
