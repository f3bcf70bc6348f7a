/**
 * Random numbers under both of their names. `random.normal(random.PRNGKey(0), [3])` is jax.random's function: a key comes first.
 * `random.normal([3], { seed: 0 })` is keras.random's: a shape (or the inputs) comes first. What the first argument is, a uint32
 * key or something else, decides; both signatures are typed.
 */
// As in ../index.ts: of the files that refer to each other, this one loads whole.
import { entered } from '../entered.js';
import '../primitives/movement.js';
import { isPlainObject } from '../python/python-call.js';
import * as discrete from './discrete.js';
import * as jax from './jax.js';
import * as keras from './keras.js';
import { isKey } from './keys.js';
import * as rejection from './rejection.js';

type AnyFunction = (...args: never[]) => unknown;

type IsCovered<List, Lists> = Lists extends unknown
  ? List extends Lists
    ? Lists extends List
      ? never
      : true
    : never
  : never;

/** Argument lists without those that another one takes as well. */
type Widest<Lists, All = Lists> = Lists extends unknown
  ? [IsCovered<Lists, All>] extends [never]
    ? Lists
    : never
  : never;

type Positions<Lists> = Exclude<Widest<Lists>, [unknown]>;
type Keywords<Lists> = Lists extends [infer Given] ? Given : never;

/** The argument lists of two functions in as few as may be, since editors show one after the other. */
type Either<One, Other> = Positions<One> | Positions<Other> | [keywords: Keywords<One> | Keywords<Other>];

/** One function with both signatures. */
const either = <Jax extends AnyFunction, Keras extends AnyFunction>(
  ofJax: Jax,
  ofKeras: Keras,
): ((...args: Either<Parameters<Jax>, Parameters<Keras>>) => ReturnType<Jax> | ReturnType<Keras>) =>
  entered((...args: never[]) => {
    const [first] = args as unknown[];
    return isKey(first) || (isPlainObject(first) && 'key' in first) ? ofJax(...args) : ofKeras(...args);
  }) as never;

/**
 * Normal numbers: `normal(key, shape, dtype)` or `normal(shape, mean, stddev, dtype, seed)`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param mean of the distribution
 * @param stddev its standard deviation
 * @param dtype a dtype by name, or null for the default
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 * @param start with a key: where the numbers begin in the array that they are part of
 */
export const normal = either(jax.normal, keras.normal);
/**
 * `uniform(key, shape, dtype, minval, maxval)` or `uniform(shape, minval, maxval, dtype, seed)`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param minval the least number
 * @param maxval the bound, which is not reached
 * @param dtype a dtype by name, or null for the default
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 * @param start with a key: where the numbers begin in the array that they are part of
 */
export const uniform = either(jax.uniform, keras.uniform);
/**
 * `truncatedNormal(key, lower, upper, shape, dtype)` or `truncatedNormal(shape, mean, stddev, dtype, seed)`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param lower the lower bound
 * @param upper the upper bound
 * @param shape sizes of the result
 * @param mean of the distribution
 * @param stddev its standard deviation, of which two are the bound
 * @param dtype a dtype by name, or null for the default
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 */
export const truncatedNormal = either(jax.truncatedNormal, keras.truncatedNormal);
/**
 * `randint(key, shape, minval, maxval, dtype)` or `randint(shape, minval, maxval, dtype, seed)`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param shape sizes of the result
 * @param minval the least integer
 * @param maxval the bound, which is not reached
 * @param dtype a dtype by name, or null for the default
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 */
export const randint = either(jax.randint, keras.randint);
/**
 * `categorical(key, logits, axis, shape, replace, mode)` or `categorical(logits, numSamples, dtype, seed)`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param logits logarithms of the probabilities, up to a constant
 * @param axis along which the categories lie
 * @param shape sizes of the result; null for those of `logits` without `axis`
 * @param replace whether a category may be drawn again
 * @param mode 'high' reaches further into the tails, at twice the cost
 * @param numSamples how many are drawn for each row
 * @param dtype a dtype by name, or null for the default
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 */
export const categorical = either(discrete.categorical, keras.categorical);
/**
 * `gamma(key, a, shape, dtype)` or `gamma(shape, alpha, dtype, seed)`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param a the shape parameter
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param alpha the shape parameter
 * @param dtype a dtype by name, or null for the default
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 */
export const gamma = either(rejection.gamma, keras.gamma);
/**
 * `beta(key, a, b, shape, dtype)` or `beta(shape, alpha, beta, dtype, seed)`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param a the first shape parameter
 * @param b the second shape parameter
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param alpha the first shape parameter
 * @param beta the second shape parameter
 * @param dtype a dtype by name, or null for the default
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 */
export const beta = either(rejection.beta, keras.beta);
/**
 * `binomial(key, n, p, shape, dtype)` or `binomial(shape, counts, probabilities, dtype, seed)`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param n how many trials
 * @param p the probability of success
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param counts how many trials
 * @param probabilities the probabilities of success
 * @param dtype a dtype by name, or null for the default
 * @param seed an integer (the same numbers every time), a SeedGenerator, or null for the global generator
 */
export const binomial = either(rejection.binomial, keras.binomial);

export { choice, permutation } from './discrete.js';
export { fastDropoutMask, fastNormal, fastUniform } from './fast.js';
export {
  bernoulli,
  bits,
  exponential,
  foldIn,
  gumbel,
  key,
  laplace,
  logistic,
  PRNGKey,
  split,
} from './jax.js';
export { dropout, shuffle } from './keras.js';
export { clone, type Key, keyData, keyImpl, wrapKeyData } from './keys.js';
export { multinomial } from './multinomial.js';
export { ball, chisquare, f, generalizedNormal, t } from './of-gamma.js';
export { poisson } from './poisson.js';
export { dirichlet, loggamma } from './rejection.js';
export {
  clearGlobalSeedGenerator,
  drawSeed,
  getRandomSeed,
  globalSeedGenerator,
  makeDefaultSeed,
  type Seed,
  SeedGenerator,
  type SeedGeneratorOptions,
  setRandomSeed,
} from './seed-generator.js';
export {
  cauchy,
  geometric,
  lognormal,
  pareto,
  rademacher,
  rayleigh,
  triangular,
  wald,
  weibullMin,
} from './transformed.js';
export { doubleSidedMaxwell, maxwell, multivariateNormal, orthogonal } from './vectors.js';
