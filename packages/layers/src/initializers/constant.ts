import type { DType, Shape, Tensor, TensorLike } from '@org/core';
import { bindOptions, convert } from '@org/core/internal';
import {
  assertConfig,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
  registerKerasObject,
  serializeKerasObject,
} from '../serialization/index.js';
import { filled } from './filled.js';
import { Initializer } from './initializer.js';
import { CONSTANT_PARAMETERS, type ConstantArguments } from './signatures.js';

export interface ConstantOptions {
  /** A number, or an array that broadcasts to the shape. */
  value?: TensorLike;
}

/**
 * One value everywhere.
 *
 * @example
 * new Constant(0.1)([2, 3]);
 */
export class Constant extends Initializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'Constant',
  });

  readonly value: TensorLike;

  constructor(...args: ConstantArguments) {
    super();
    this.value = bindOptions(CONSTANT_PARAMETERS, args).value ?? 0;
  }

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    if (typeof this.value === 'number') return filled(shape, this.value, dtype);
    return convert(this.value, dtype).mul(filled(shape, 1, dtype));
  }

  override getConfig(): Record<string, unknown> {
    return { value: serializeKerasObject(this.value) };
  }

  static override fromConfig<T extends Initializer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Initializer;
  static override fromConfig<T extends Initializer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    assertConfig(this, config);
    return newFromConfig(this, { value: deserializeKerasObject(config.value) });
  }
}
