import { NotImplementedError, type Tensor, type TensorLike } from '@org/core';
import { asTensor, bindOptions, Callable } from '@org/core/internal';
import { type FromOptions, newFromConfig, registerKerasObject, withArguments } from '../serialization/index.js';
import { QUANTIZER_PARAMETERS, type QuantizerArguments } from './signatures.js';

export interface QuantizerOptions {
  /** The type of the whole numbers. */
  outputDtype?: string;
}

export interface Quantizer {
  /** The whole numbers, and what they are to be divided by. */
  (x: TensorLike, ...more: readonly unknown[]): readonly [quantized: Tensor, scale: Tensor];
}

/**
 * Makes whole numbers of a tensor. Subclasses define `call(x)`, which returns them and their scale, and `getConfig()`.
 *
 * @example
 * const [whole, scale] = new quantizers.AbsMaxQuantizer()([[0.5, -1, 2]]);
 */
export class Quantizer extends Callable {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.quantizers',
    name: 'Quantizer',
  });

  readonly outputDtype: string;

  constructor(...args: QuantizerArguments) {
    super();
    this.outputDtype = bindOptions(QUANTIZER_PARAMETERS, args).outputDtype ?? 'int8';
  }

  override invoke(...given: readonly unknown[]): unknown {
    const [x, ...rest] = given;
    return this.call(asTensor(x as TensorLike), ...rest);
  }

  /** The whole numbers and their scale; of this base, the tensor as it is. */
  call(x: Tensor, ..._rest: readonly unknown[]): unknown {
    return x;
  }

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    const config = withArguments(this, {});
    if (Object.keys(config).length > 0) return config;
    throw new NotImplementedError(`${this.constructor.name} has no getConfig() method.`);
  }

  static fromConfig<T extends Quantizer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): Quantizer;
  static fromConfig<T extends Quantizer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    return newFromConfig(this, config);
  }
}
