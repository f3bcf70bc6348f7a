import { whileTree } from '../control-flow/while-loop.js';
import { type DType, isInteger, standardizeDType } from '../dtype.js';
import { PythonTypeError } from '../errors.js';
import {
  equal,
  greater,
  greaterEqual,
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
  div,
  floor,
  log,
  mul,
  neg,
  scalar,
  select,
  sqrt,
  stopGradient,
  sub,
  zerosLike,
} from '../primitives/elementwise.js';
import { broadcastTo } from '../primitives/movement.js';
import { randomBits } from '../primitives/random.js';
import { convert } from '../python/promotion.js';
import { pythonFunction } from '../python/python-call.js';
import type { Shape } from '../shape.js';
import type { Tensor, TensorLike } from '../tensor/tensor.js';
import { uniform } from './distributions.js';
import { resultShape } from './jax.js';
import { asKey, type Key, splitKeys } from './keys.js';
import { anyOf, stirlingTail } from './rejection.js';

const constant = (value: number): Tensor => scalar(value, 'float32');

/**
 * Integers of the Poisson distribution.
 *
 * @param key a key: random.PRNGKey(seed), or one that `split` made
 * @param lam the mean
 * @param shape sizes of the result, to which the other parameters broadcast; null for theirs
 * @param dtype an integer dtype by name, or null for the default
 * @example
 * random.poisson(random.PRNGKey(0), 3, [100]);
 */
export const poisson = pythonFunction(
  'poisson',
  ['key', 'lam', 'shape', 'dtype'],
  (key: Key, lam: TensorLike, shape: Shape | null = null, dtype: string | null = null) => {
    const type = standardizeDType(dtype, 'int32');
    if (!isInteger(type))
      throw new PythonTypeError('[poisson]: the dtype must be an integer type.', { received: type });
    const rate = broadcastTo(stopGradient(convert(lam, 'float32')), resultShape('poisson', shape, lam));
    return poissonOf(asKey(key), rate, type);
  },
);

function poissonOf(key: Tensor, rate: Tensor, dtype: DType): Tensor {
  const isSmall = logicalOr(isNan(rate), less(rate, constant(10)));
  const counted = count(key, select(isSmall, rate, constant(0)));
  const accepted = transformAndReject(key, select(isSmall, constant(1e5), rate));
  return cast(select(equal(rate, constant(0)), zerosLike(rate), select(isSmall, counted, accepted)), dtype);
}

/** Counts the uniform numbers whose product stays above e^-rate (Knuth), which is fast for small rates. */
function count(key: Tensor, rate: Tensor): Tensor {
  const isOpen = (logProduct: Tensor) => greater(logProduct, neg(rate));
  const [drawn] = whileTree(
    (state) => anyOf(isOpen((state as Tensor[])[1]!)),
    (state) => {
      const [number, logProduct, current] = state as [Tensor, Tensor, Tensor];
      const [next, own] = splitKeys(current, 2);
      const counted = select(isOpen(logProduct), add(number, constant(1)), number);
      return [counted, add(logProduct, log(uniform(randomBits, own!, rate.shape, 'float32'))), next];
    },
    [zerosLike(rate), zerosLike(rate), key],
  ) as Tensor[];
  return sub(drawn!, constant(1));
}

/** W. Hörmann, "The transformed rejection method for generating Poisson random variables" (Insurance: Mathematics and Economics 12, 1993). */
function transformAndReject(key: Tensor, rate: Tensor): Tensor {
  const plus = (x: Tensor, term: number) => add(x, constant(term));
  const times = (factor: number, x: Tensor) => mul(constant(factor), x);
  const over = (factor: number, x: Tensor) => div(constant(factor), x);
  const logRate = log(rate);
  const b = plus(times(2.53, sqrt(rate)), 0.931);
  const a = plus(times(0.02483, b), -0.059);
  const inverseAlpha = plus(over(1.1328, plus(b, -3.4)), 1.1239);
  const squeeze = sub(constant(0.9277), over(3.6224, plus(b, -2)));
  const [drawn] = whileTree(
    (state) => anyOf(logicalNot((state as Tensor[])[1]!)),
    (state) => {
      const [previous, accepted, current] = state as [Tensor, Tensor, Tensor];
      const [next, forU, forV] = splitKeys(current, 3);
      const u = plus(uniform(randomBits, forU!, rate.shape, 'float32'), -0.5);
      const v = uniform(randomBits, forV!, rate.shape, 'float32');
      const distance = sub(constant(0.5), abs(u));
      const k = floor(plus(add(mul(add(div(times(2, a), distance), b), u), rate), 0.43));
      const height = log(div(mul(v, inverseAlpha), add(div(a, mul(distance, distance)), b)));
      const bound = sub(sub(mul(k, logRate), rate), logFactorial(k));
      const isInside = logicalAnd(greaterEqual(distance, constant(0.07)), lessEqual(v, squeeze));
      const isOutside = logicalOr(
        less(k, constant(0)),
        logicalAnd(less(distance, constant(0.013)), greater(v, distance)),
      );
      const accept = logicalOr(isInside, logicalAnd(logicalNot(isOutside), lessEqual(height, bound)));
      return [select(accept, k, previous), logicalOr(accepted, accept), next];
    },
    [broadcastTo(constant(-1), rate.shape), broadcastTo(scalar(0, 'bool'), rate.shape), key],
  ) as Tensor[];
  return drawn!;
}

/** By Stirling's formula and what it leaves. */
function logFactorial(k: Tensor): Tensor {
  const next = add(k, constant(1));
  const half = constant(0.5);
  const leading = sub(mul(add(k, half), log(next)), next);
  return add(add(leading, constant(Math.log(2 * Math.PI) / 2)), stirlingTail(k));
}
