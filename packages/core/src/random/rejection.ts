/**
 * jax.random's samplers by rejection: each element is drawn until it is accepted, in a loop of the graph that stops when all are.
 * They are not differentiable.
 */
import { whileTree } from '../control-flow/while-loop.js';
import type { DType } from '../dtype.js';
import { standardizeDType } from '../dtype.js';
import { ValueError } from '../errors.js';
import {
  equal,
  greater,
  greaterEqual,
  isInf,
  isNan,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
} from '../primitives/compare.js';
import {
  abs,
  add,
  cast,
  ceil,
  div,
  exp,
  floor,
  log,
  log1p,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  scalar,
  select,
  sqrt,
  stopGradient,
  sub,
} from '../primitives/elementwise.js';
import { gather } from '../primitives/indexing.js';
import { broadcastTo, reshape, slice } from '../primitives/movement.js';
import { randomBits, threefry2x32 } from '../primitives/random.js';
import { any, max, sum } from '../primitives/reduce.js';
import { convert, toFloat } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import { range, type Shape, sizeOf } from '../shape.js';
import { asTensor, type Tensor, type TensorLike, tensor } from '../tensor/tensor.js';
import { normal, uniform } from './distributions.js';
import { resultShape } from './jax.js';
import { asKey, type Key, splitKey, splitKeys } from './keys.js';

type DTypeName = string | null;

export const anyOf = (x: Tensor): Tensor => any(x, range(x.rank));

/** `num` keys from each of several keys `[n, 2]`. */
function splitEach(keys: Tensor, num: number): Tensor[] {
  const all = threefry2x32(reshape(keys, [keys.shape[0]!, 1, 2]), tensor(Uint32Array.from(range(num))));
  return range(num).map((i) => reshape(slice(all, [0, i, 0], [keys.shape[0]!, 1, 2]), keys.shape));
}

/** Repeats `step` on the elements for which `active` still holds, until it holds for none. */
function until<T extends readonly Tensor[]>(active: (state: T) => Tensor, step: (state: T) => T, initial: T): T {
  return whileTree(
    (state) => anyOf(active(state as T)),
    (state) => {
      const current = state as T;
      const open = active(current);
      return step(current).map((next, i) => {
        const old = current[i]!;
        return select(next.rank > open.rank ? reshape(open, [...open.shape, 1]) : open, next, old);
      });
    },
    initial,
  ) as T;
}

/**
 * Gamma numbers of shape parameters `alpha` `[n]`, one key for each: G. Marsaglia and W. Tsang, "A simple method for generating
 * gamma variables" (ACM TOMS 26, 2000).
 */
function gammaEach(keys: Tensor, alpha: Tensor, logarithm: boolean): Tensor {
  const constant = (value: number) => scalar(value, alpha.dtype);
  const full = (value: number) => broadcastTo(constant(value), alpha.shape);
  const [one, third] = [constant(1), constant(1 / 3)];
  const large = greaterEqual(alpha, one);
  const d = sub(select(large, alpha, add(alpha, one)), third);
  const c = div(third, sqrt(d));

  const rejected = ([, square, v, u]: readonly Tensor[]) =>
    logicalAnd(
      greaterEqual(u!, sub(one, mul(constant(0.0331), mul(square!, square!)))),
      greaterEqual(log(u!), add(mul(square!, constant(0.5)), mul(d, add(sub(one, v!), log(v!))))),
    );
  const propose = ([state]: readonly Tensor[]) => {
    const [next, forX, forU] = splitEach(state!, 3);
    const [, x, v] = until(
      ([, , candidate]) => lessEqual(candidate!, constant(0)),
      ([key]) => {
        const [rest, own] = splitEach(key!, 2);
        const draw = normal(randomBits, own!, [], alpha.dtype);
        return [rest!, draw, add(one, mul(draw, c))];
      },
      [forX!, full(0), full(-1)],
    );
    return [next!, mul(x!, x!), mul(mul(v!, v!), v!), uniform(randomBits, forU!, [], alpha.dtype)];
  };
  const [first, forBoost] = splitEach(keys, 2);
  const [, , v] = until(rejected, propose, [first!, full(0), full(1), full(2)]);

  // Below 1: Gamma(alpha) = Gamma(alpha + 1) · U^(1 / alpha).
  const u = uniform(randomBits, forBoost!, [], alpha.dtype);
  if (!logarithm) return mul(mul(d, v!), select(large, one, pow(sub(one, u), div(one, alpha))));
  const logU = log1p(neg(u));
  const boost = select(logicalOr(large, equal(logU, constant(0))), constant(0), mul(logU, div(one, alpha)));
  return add(add(log(d), log(v!)), boost);
}

export function gammaOf(key: Tensor, alpha: TensorLike, shape: Shape, dtype: DType, logarithm: boolean): Tensor {
  const type = dtype === 'float64' ? 'float32' : dtype;
  const alphas = reshape(broadcastTo(stopGradient(convert(alpha, type)), shape), [sizeOf(shape)]);
  const keys = splitKey(key, sizeOf(shape));
  return cast(reshape(gammaEach(keys, alphas, logarithm), shape), dtype);
}

const gammaSampler = (name: string, logarithm: boolean) =>
  pythonFunction(
    name,
    ['key', 'a', 'shape', 'dtype'],
    (key: Key, a: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) =>
      gammaOf(asKey(key), a, resultShape(name, shape, a), standardizeDType(dtype), logarithm),
  );

/** Numbers of the gamma distribution of shape parameter `a` and scale 1. */
export const gamma = gammaSampler('gamma', false);

/**
 * The logarithm of {@link gamma}, which stays finite where small parameters make the number 0.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param a the shape parameter
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype a dtype by name, or null for the default
 */
export const loggamma = gammaSampler('loggamma', true);

/** Numbers of the beta distribution. */
export const beta = pythonFunction(
  'beta',
  ['key', 'a', 'b', 'shape', 'dtype'],
  (key: Key, a: TensorLike, b: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const type = standardizeDType(dtype);
    const target = resultShape('beta', shape, a, b);
    const [forA, forB] = splitKeys(asKey(key), 2);
    const [logA, logB] = [gammaOf(forA!, a, target, type, true), gammaOf(forB!, b, target, type, true)];
    const largest = maximum(logA, logB);
    const [x, y] = [exp(sub(logA, largest)), exp(sub(logB, largest))];
    return div(x, add(x, y));
  },
);

/**
 * Points of the simplex from the Dirichlet distribution, whose parameters are along the last axis of `alpha`.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param alpha the parameters, along the last axis
 * @param shape sizes of the result without its last axis; null for those of `alpha`
 * @param dtype a dtype by name, or null for the default
 */
export const dirichlet = pythonFunction(
  'dirichlet',
  ['key', 'alpha', 'shape', 'dtype'],
  (key: Key, alpha: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) => {
    const parameters = asTensor(alpha);
    const categories = parameters.shape.at(-1);
    if (categories === undefined) throw new ValueError('[dirichlet]: alpha needs at least one axis.');
    const batch = parameters.shape.slice(0, -1);
    const target = [...resultShape('dirichlet', shape ?? batch, { shape: batch }), categories];
    const logs = gammaOf(asKey(key), parameters, target, standardizeDType(dtype), true);
    const last = [target.length - 1];
    const weights = exp(sub(logs, max(logs, last, true)));
    return div(weights, sum(weights, last, true));
  },
);

/** Counts of successes in `n` trials of probability `p`, as floating numbers. NaN where the parameters make no sense. */
export const binomial = pythonFunction(
  'binomial',
  ['key', 'n', 'p', 'shape', 'dtype'],
  (key: Key, n: TensorLike, p: TensorLike, shape: Shape | null = null, dtype: DTypeName = null) =>
    binomialOf(asKey(key), n, toFloat(p), resultShape('binomial', shape, n, p), standardizeDType(dtype)),
);

export function binomialOf(key: Tensor, n: TensorLike, p: Tensor, shape: Shape, dtype: DType): Tensor {
  const constant = (value: number) => scalar(value, p.dtype);
  const trials = broadcastTo(convert(n, p.dtype), shape);
  const probability = broadcastTo(p, shape);
  const few = less(probability, constant(0.5));
  const q = select(few, probability, sub(constant(1), probability));
  const noCount = logicalOr(isNan(trials), less(trials, constant(0)));
  const infinite = isInf(trials);
  const noChance = logicalOr(isNan(q), less(q, constant(0)));
  const chance = select(noChance, constant(0.01), q);
  const byInversion = logicalOr(noCount, lessEqual(mul(trials, chance), constant(10)));
  const count = floor(trials);

  const inverted = invert(key, select(byInversion, count, constant(0)), chance, shape);
  const rejected = transformAndReject(
    key,
    select(byInversion, constant(1e4), count),
    select(byInversion, constant(0.5), chance),
    shape,
  );
  const invalid = logicalOr(noChance, noCount);
  const drawn = select(byInversion, inverted, rejected);
  const finite = select(logicalAnd(infinite, logicalNot(invalid)), constant(Number.POSITIVE_INFINITY), drawn);
  const samples = select(invalid, constant(Number.NaN), finite);
  const direct = logicalOr(logicalOr(few, noCount), logicalOr(isNan(q), infinite));
  return cast(select(direct, samples, sub(count, samples)), dtype);
}

/** Sums geometric numbers until they pass the count, which is fast where few successes are expected. */
function invert(key: Tensor, count: Tensor, p: Tensor, shape: Shape): Tensor {
  const zeros = broadcastTo(scalar(0, p.dtype), shape);
  // Of failures that are certain -0, which divides to infinitely many.
  const logFailure = neg(abs(log1p(neg(p))));
  const open = (total: Tensor) => lessEqual(total, count);
  const [successes] = whileTree(
    (state) => anyOf(open((state as Tensor[])[1]!)),
    (state) => {
      const [number, total, current] = state as [Tensor, Tensor, Tensor];
      const [own, next] = splitKeys(current, 2);
      const counted = select(open(total), add(number, scalar(1, p.dtype)), number);
      const gap = ceil(div(log(uniform(randomBits, own!, shape, p.dtype)), logFailure));
      return [counted, add(total, gap), next];
    },
    [zeros, zeros, key],
  ) as Tensor[];
  return sub(successes!, scalar(1, p.dtype));
}

/** W. Hörmann, "The generation of binomial random variates" (J. Stat. Comput. Simul. 46, 1993): algorithm BTRS. */
function transformAndReject(key: Tensor, count: Tensor, p: Tensor, shape: Shape): Tensor {
  const constant = (value: number) => scalar(value, p.dtype);
  const one = constant(1);
  const times = (factor: number, x: Tensor) => mul(constant(factor), x);
  const plus = (x: Tensor, term: number) => add(x, constant(term));
  const stddev = sqrt(mul(mul(count, p), sub(one, p)));
  const b = plus(times(2.53, stddev), 1.15);
  const a = add(add(constant(-0.0873), times(0.0248, b)), times(0.01, p));
  const c = plus(mul(count, p), 0.5);
  const vr = sub(constant(0.92), div(constant(4.2), b));
  const r = div(p, sub(one, p));
  const alpha = mul(plus(div(constant(5.1), b), 2.83), stddev);
  const m = floor(mul(plus(count, 1), p));
  const rest = (k: Tensor) => plus(sub(count, k), 1);

  const [drawn] = whileTree(
    (state) => anyOf(logicalNot((state as Tensor[])[1]!)),
    (state) => {
      const [previous, accepted, current] = state as [Tensor, Tensor, Tensor];
      const [next, forU, forV] = splitKeys(current, 3);
      const u = sub(uniform(randomBits, forU!, shape, p.dtype), constant(0.5));
      const v = uniform(randomBits, forV!, shape, p.dtype);
      const us = sub(constant(0.5), abs(u));
      const inside = logicalAnd(greaterEqual(us, constant(0.07)), lessEqual(v, vr));
      const k = floor(add(mul(add(div(times(2, a), us), b), u), c));
      const outside = logicalOr(less(k, constant(0)), greater(k, count));
      const height = log(div(mul(v, alpha), add(div(a, mul(us, us)), b)));
      const bound = [
        mul(plus(m, 0.5), log(div(plus(m, 1), mul(r, rest(m))))),
        mul(plus(count, 1), log(div(rest(m), rest(k)))),
        mul(plus(k, 0.5), log(div(mul(r, rest(k)), plus(k, 1)))),
        stirlingTail(m),
        stirlingTail(sub(count, m)),
        neg(stirlingTail(k)),
        neg(stirlingTail(sub(count, k))),
      ].reduce(add);
      const accept = logicalOr(inside, logicalAnd(logicalNot(outside), lessEqual(height, bound)));
      return [select(accept, k, previous), logicalOr(accepted, accept), next];
    },
    [broadcastTo(constant(-1), shape), broadcastTo(scalar(0, 'bool'), shape), key],
  ) as Tensor[];
  return drawn!;
}

/** log k! - log of Stirling's formula, for k from 0 to 9. */
const STIRLING_TAILS = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
  0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287,
] as const;

export function stirlingTail(k: Tensor): Tensor {
  const constant = (value: number) => scalar(value, k.dtype);
  const small = minimum(maximum(k, constant(0)), constant(9));
  const next = add(small, constant(1));
  const square = mul(next, next);
  const correction = sub(constant(1 / 360), div(constant(1 / 1260), square));
  const series = div(sub(constant(1 / 12), div(correction, square)), next);
  const table = tensor([...STIRLING_TAILS], null, k.dtype);
  return select(lessEqual(k, constant(9)), gather(table, cast(floor(small), 'int32'), 0), series);
}
