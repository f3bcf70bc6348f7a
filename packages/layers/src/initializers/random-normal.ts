import { type DType, random, type Shape, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { type InitializerSeed, RandomInitializer } from './random-initializer.js';
import { RANDOM_NORMAL_PARAMETERS, type RandomNormalArguments } from './signatures.js';

export interface RandomNormalOptions {
  /** The mean of the distribution. */
  mean?: number;
  /** The standard deviation of the distribution. */
  stddev?: number;
  /** Where the random numbers start: a number or a SeedGenerator; null draws one. */
  seed?: InitializerSeed;
}

/**
 * Numbers of a normal distribution.
 *
 * @example
 * new RandomNormal({ mean: 0, stddev: 0.1, seed: 1 })([4, 3]); // shape [4, 3]
 */
export class RandomNormal extends RandomInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'RandomNormal',
    aliases: ['normal'],
  });

  readonly mean: number;
  readonly stddev: number;

  constructor(...args: RandomNormalArguments) {
    const options = bindOptions(RANDOM_NORMAL_PARAMETERS, args);
    super(options.seed);
    this.mean = options.mean ?? 0;
    this.stddev = options.stddev ?? 0.05;
  }

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    return random.normal(shape, this.mean, this.stddev, dtype, this.seed);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), mean: this.mean, stddev: this.stddev };
  }
}
