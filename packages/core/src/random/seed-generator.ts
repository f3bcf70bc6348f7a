/** Where Keras's random functions get their keys from: an integer, a SeedGenerator, or the global generator. */

import { PythonTypeError, ValueError } from '../errors.js';
import { add, fmod, mul, scalar } from '../primitives/elementwise.js';
import { requireKind } from '../python/argument-kinds.js';
import { autoName, nameScope } from '../python/naming.js';
import { bindArguments, bindOptions, isPlainObject } from '../python/python-call.js';
import { show } from '../show.js';
import { asTensor, isTensor, type Tensor, tensor } from '../tensor/tensor.js';
import { isVariable, Variable } from '../tensor/variable.js';
import { asKey, type Key, keyOf } from './keys.js';
import { MersenneTwister } from './mersenne-twister.js';
import { SEED_GENERATOR_PARAMETERS, type SeedGeneratorArguments } from './signatures.js';

/** What random functions accept as `seed`: an integer repeats itself, a generator moves on, null uses the global one. */
export type Seed = number | SeedGenerator | Key | null;

const entropy = () => Math.floor(Math.random() * 2 ** 32);

/** The seed of the program and what is drawn from it. */
const session = {
  seed: null as number | null,
  seeds: MersenneTwister.fromKey(Array.from({ length: 4 }, entropy)),
  /** Where the order of samples comes from: `np.random`. */
  orders: new MersenneTwister(entropy()),
  generator: null as SeedGenerator | null,
};

/**
 * Makes everything that is not given a seed repeatable, as `keras.utils.set_random_seed`: initializers and seed generators then
 * draw the seeds that Python Keras draws, and samples come in its order (on JAX).
 *
 * @throws ValueError unless the seed is an integer
 */
export function setRandomSeed(...args: [seed: number] | [keywords: { seed: number }]): void {
  const [seed] = bindArguments('setRandomSeed', ['seed'], 1, args) as [number];
  if (!Number.isInteger(seed)) throw new ValueError('The seed must be an integer.', { received: show(seed) });
  session.seed = seed;
  session.seeds = MersenneTwister.fromSeed(seed);
  session.orders = new MersenneTwister(seed);
  session.generator = null;
}

/** The seed given to {@link setRandomSeed}, or null. */
export const getRandomSeed = (): number | null => session.seed;

/** A seed for something that was given none: an integer in [1, 1e9]. */
export const makeDefaultSeed = (): number => session.seeds.integer(1, 1e9);

/** An integer in [low, high] from the generator that seeds come of: Python's `random.randint`. */
export const randomInteger = (low: number, high: number): number => session.seeds.integer(low, high);

/** Brings values into random order, in place: Python's `np.random.shuffle`. */
export const shuffleInPlace = (values: Int32Array): void => session.orders.shuffle(values);

/** The generator behind `seed: null`. */
export function globalSeedGenerator(): SeedGenerator {
  session.generator ??= new SeedGenerator();
  return session.generator;
}

/** Lets the next unseeded call start a new global generator. */
export const clearGlobalSeedGenerator = (): void => {
  session.generator = null;
};

/** Where the random numbers of the program have got to that come of no generator of its own. */
export interface RandomState {
  /** Of what seeds are drawn from: 625 words. */
  readonly seeds: Uint32Array;
  /** Of what the order of samples is drawn from: 625 words. */
  readonly orders: Uint32Array;
  /** Of the generator behind `seed: null`; null where there is none yet. */
  readonly generator: Tensor | null;
}

export const randomState = (): RandomState => ({
  seeds: session.seeds.words,
  orders: session.orders.words,
  generator: session.generator?.state.uncast ?? null,
});

export function setRandomState({ seeds, orders, generator }: RandomState): void {
  if (generator) globalSeedGenerator().state.assign(generator);
  else session.generator = null;
  // Last, since a generator that is new has drawn a seed.
  session.seeds = MersenneTwister.fromWords(seeds);
  session.orders = MersenneTwister.fromWords(orders);
}

const PARAMETERS: ReadonlySet<string> = new Set(['seed', 'name']);

export interface SeedGeneratorOptions {
  seed?: number | null;
  name?: string | null;
}

/**
 * A source of different keys for each call, whose state is a variable, so that compiled functions move it on as well.
 *
 * @example
 * const seed = new SeedGenerator(42);
 * random.normal([2], { seed }); // other numbers at each call
 */
export class SeedGenerator {
  readonly name: string;
  /** uint32 [seed, number of keys drawn]. */
  readonly state: Variable;
  private readonly initialSeed: number | null;

  /** @throws ValueError for a seed that is no integer, and for other keywords */
  constructor(...args: SeedGeneratorArguments) {
    const keywords: unknown = args[args.length - 1];
    const unknown = isPlainObject(keywords) ? Object.keys(keywords).filter((key) => !PARAMETERS.has(key)) : [];
    if (unknown.length > 0) {
      throw new ValueError('A seed generator has no such keywords.', { received: unknown.join(', ') });
    }
    const { seed = null, name = null } = bindOptions(SEED_GENERATOR_PARAMETERS, args);
    requireKind('SeedGenerator', 'name', name);
    this.name = name ?? autoName('SeedGenerator');
    this.initialSeed = seed;
    const value = keyOfSeed(seed ?? makeDefaultSeed());
    this.state = nameScope(
      this.name,
      () => new Variable(value, { trainable: false, aggregation: 'none', name: 'seed_generator_state' }),
    );
  }

  /** The present key; the state moves on. */
  next(...args: [ordered?: boolean] | [keywords: { ordered?: boolean }]): Tensor {
    const [ordered = true] = bindArguments('next', ['ordered'], 0, args);
    const { value } = this.state;
    const word = (n: number) => scalar(n, 'uint32');
    // The second rule is that of Keras's global generator: near-unique numbers below 10^6.
    this.state.assign(
      ordered ? add(value, tensor(new Uint32Array([0, 1]))) : fmod(mul(add(value, word(1)), word(5387)), word(933199)),
    );
    return value;
  }

  getConfig(): Record<string, unknown> {
    return { seed: this.initialSeed, name: this.name };
  }

  static fromConfig(config: SeedGeneratorOptions): SeedGenerator {
    return new SeedGenerator(config);
  }
}

function keyOfSeed(seed: number): Tensor {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new ValueError('A seed must be an integer.', { expected: '0 to 4294967295', received: show(seed) });
  }
  return keyOf(seed, 0);
}

/** The key for one call. */
export function drawSeed(seed: Seed): Tensor {
  if (seed === null) return globalSeedGenerator().next(false);
  if (typeof seed === 'number') return keyOfSeed(seed);
  if (seed instanceof SeedGenerator) return seed.next();
  if (isTensor(seed) || isVariable(seed)) return asKey(asTensor(seed));
  throw new PythonTypeError('`seed` must be an integer, a SeedGenerator, a key or null.', { received: show(seed) });
}
