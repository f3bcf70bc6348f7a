import { random, SeedGenerator, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/internal';
import { deserializeKerasObject, registerKerasObject, serializeKerasObject } from '../serialization/index.js';
import { Initializer } from './initializer.js';

registerKerasObject(SeedGenerator, { module: 'keras.random', name: 'SeedGenerator' });

/** An integer, a generator, the config of a generator, or null for a random integer. */
export type InitializerSeed = number | SeedGenerator | Readonly<Record<string, unknown>> | null;

/**
 * An initializer that draws numbers. With an integer seed, or without one, it draws the same numbers at each call.
 *
 * @example
 * class Signs extends RandomInitializer {
 *   override call(shape: readonly number[]) { return random.normal(shape, 0, 1, 'float32', this.seed).sign(); }
 * }
 * new Signs(1)([4, 3]); // shape [4, 3]
 */
export class RandomInitializer extends Initializer {
  readonly seed: number | SeedGenerator;
  readonly #givenSeed: InitializerSeed;

  constructor(seed: InitializerSeed = null) {
    super();
    const value = isPlainObject(seed) ? deserializeKerasObject(seed) : (seed ?? random.makeDefaultSeed());
    if (typeof value !== 'number' && !(value instanceof SeedGenerator)) {
      throw new ValueError('`seed` must be an integer or a SeedGenerator.', { received: String(value) });
    }
    this.#givenSeed = seed;
    this.seed = value;
  }

  override getConfig(): Record<string, unknown> {
    return { seed: serializeKerasObject(this.#givenSeed) };
  }
}
