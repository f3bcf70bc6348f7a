import { type DType, random, type Shape, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { type InitializerSeed, RandomInitializer } from './random-initializer.js';
import { RANDOM_UNIFORM_PARAMETERS, type RandomUniformArguments } from './signatures.js';

export interface RandomUniformOptions {
  /** The lower end of the range. */
  minval?: number;
  /** The upper end of the range. */
  maxval?: number;
  /** Where the random numbers start: a number or a SeedGenerator; null draws one. */
  seed?: InitializerSeed;
}

/**
 * Numbers uniform in [minval, maxval).
 *
 * @example
 * new RandomUniform({ minval: -1, maxval: 1, seed: 1 })([4, 3]); // shape [4, 3]
 */
export class RandomUniform extends RandomInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'RandomUniform',
    aliases: ['uniform'],
  });

  readonly minval: number;
  readonly maxval: number;

  constructor(...args: RandomUniformArguments) {
    const options = bindOptions(RANDOM_UNIFORM_PARAMETERS, args);
    super(options.seed);
    this.minval = options.minval ?? -0.05;
    this.maxval = options.maxval ?? 0.05;
  }

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    return random.uniform(shape, this.minval, this.maxval, dtype, this.seed);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), minval: this.minval, maxval: this.maxval };
  }
}
