/** keras.ops: arithmetic of two tensors. Shapes broadcast, dtypes are promoted as in JAX. */
import { type DType, dtypeEpsilon, dtypeRange, isFloat, isUnsigned } from '../../dtype.js';
import { PythonTypeError } from '../../errors.js';
import {
  equal,
  greater,
  isInf,
  isNan,
  less,
  logicalAnd,
  logicalOr,
  logicalXor,
  notEqual,
} from '../../primitives/compare.js';
import {
  abs,
  add as addTensors,
  cast,
  div,
  exp,
  maximum as larger,
  log1p,
  mul,
  neg,
  pow,
  quotient,
  fmod as remainder,
  round,
  scalarLike,
  select,
  minimum as smaller,
  sqrt,
  sub,
} from '../../primitives/elementwise.js';
import { atan2 } from '../../primitives/special.js';
import { isIntegral, promote, promoteToFloat } from '../../python/promotion.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { binaryOp, requireIntegers } from '../support/arguments.js';

type Pair = (x: Tensor, y: Tensor) => Tensor;

const promoted = (name: string, body: Pair) =>
  binaryOp(name, (x1, x2) => {
    const [x, y] = promote(x1, x2) as [Tensor, Tensor];
    return body(x, y);
  });

const inFloats = (name: string, body: Pair) =>
  binaryOp(name, (x1, x2) => {
    const [x, y] = promoteToFloat(x1, x2) as [Tensor, Tensor];
    return body(x, y);
  });

/** Two bools are counted as int32. */
const asNumbers = (name: string, body: Pair) =>
  promoted(name, (x, y) => (x.dtype === 'bool' ? body(cast(x, 'int32'), cast(y, 'int32')) : body(x, y)));

const zeroLike = (x: Tensor): Tensor => scalarLike(0, x);
const isZero = (x: Tensor): Tensor => equal(x, zeroLike(x));
const isNegative = (x: Tensor): Tensor => less(x, zeroLike(x));

/** x1 + x2. */
export const add = promoted('add', addTensors);

/** x1 - x2. @throws TypeError for two bools */
export const subtract = promoted('subtract', (x, y) => {
  if (x.dtype === 'bool') {
    throw new PythonTypeError('[subtract]: bools cannot be subtracted.', {
      hint: 'use logicalXor, or cast to int32 first.',
    });
  }
  return sub(x, y);
});

/** x1 · x2. */
export const multiply = promoted('multiply', mul);

/** x1 / x2, of integers too a float. */
export const divide = inFloats('divide', div);
/** The same as {@link divide}. */
export const trueDivide = inFloats('true_divide', div);

/** x1 / x2, and 0 where x2 is 0. */
export const divideNoNan = inFloats('divide_no_nan', (x, y) => {
  const zero = isZero(y);
  return select(zero, zeroLike(x), div(x, select(zero, scalarLike(1, y), y)));
});

/** An integer divisor that the runtime survives; integer division by zero has no value to stand for. */
const nonZero = (y: Tensor): Tensor => select(isZero(y), scalarLike(1, y), y);
/** Signs differ and something is left over: rounding down differs from rounding towards zero. */
const roundsDown = (rest: Tensor, y: Tensor): Tensor =>
  logicalAnd(notEqual(rest, zeroLike(rest)), logicalXor(isNegative(rest), isNegative(y)));

/** ⌊x1 / x2⌋. Integers divided by 0 give the quotient by 1 (NumPy leaves it undefined). */
export const floorDivide = asNumbers('floor_divide', (x, y) => {
  if (isFloat(x.dtype)) {
    // By way of the remainder, so that the quotient is exact where x1 / x2 would round up to it.
    const rest = remainder(x, y);
    const whole = div(sub(x, rest), y);
    const floored = round(select(roundsDown(rest, y), sub(whole, scalarLike(1, x)), whole));
    return select(isZero(y), div(x, y), floored);
  }
  const divisor = nonZero(y);
  const whole = quotient(x, divisor);
  if (isUnsigned(x.dtype)) return whole;
  return select(roundsDown(remainder(x, divisor), y), sub(whole, scalarLike(1, x)), whole);
});

const remainderOf = (x: Tensor, y: Tensor): Tensor => {
  if (!isIntegral(x)) return remainder(x, y);
  return select(isZero(y), zeroLike(x), remainder(x, nonZero(y)));
};

/** The remainder with the sign of x2, as Python's %. Integers modulo 0 give 0. */
export const mod = asNumbers('mod', (x, y) => {
  const rest = remainderOf(x, y);
  return isUnsigned(x.dtype) ? rest : select(roundsDown(rest, y), addTensors(rest, y), rest);
});

/** The remainder with the sign of x1, as C's fmod. */
export const fmod = asNumbers('fmod', remainderOf);

/** x1 to the power of x2. */
export const power = asNumbers('power', pow);

/** The larger of both, NaN if either is. At a tie each gets half of the gradient. */
export const maximum = promoted('maximum', larger);
/** The smaller of both, NaN if either is. At a tie each gets half of the gradient. */
export const minimum = promoted('minimum', smaller);

const extremeOf = (wins: Pair): Pair =>
  function pick(x, y) {
    if (isIntegral(x)) return select(wins(x, y), x, y);
    return select(logicalOr(wins(x, y), isNan(y)), x, y);
  };
/** The larger of both; a NaN loses against a number. */
export const fmax = promoted('fmax', extremeOf(greater));
/** The smaller of both; a NaN loses against a number. */
export const fmin = promoted('fmin', extremeOf(less));

/** The angle of the point (x2, x1) from the x axis, in [-π, π]. */
export const arctan2 = inFloats('arctan2', atan2);

/** √(x1² + x2²) without overflow on the way. */
export const hypot = inFloats('hypot', (x, y) => {
  const [a, b] = [abs(x), abs(y)];
  const large = larger(a, b);
  const none = isZero(large);
  const ratio = div(smaller(a, b), select(none, scalarLike(1, x), large));
  const length = mul(large, sqrt(addTensors(scalarLike(1, x), mul(ratio, ratio))));
  return select(logicalOr(isInf(a), isInf(b)), scalarLike(Number.POSITIVE_INFINITY, x), length);
});

/** log(e^x1 + e^x2). Equal operands are told apart from their difference, which is NaN for two infinities. */
const logSumOfTwo: Pair = (x, y) => {
  const difference = select(equal(x, y), zeroLike(x), sub(x, y));
  return addTensors(larger(x, y), log1p(exp(neg(abs(difference)))));
};

/** log(e^x1 + e^x2) without overflow. */
export const logaddexp = inFloats('logaddexp', logSumOfTwo);

/** log2(2^x1 + 2^x2) without overflow. */
export const logaddexp2 = inFloats('logaddexp2', (x, y) => {
  const ln2 = scalarLike(Math.LN2, x);
  return div(logSumOfTwo(mul(x, ln2), mul(y, ln2)), ln2);
});

/** 0 where x1 < 0, x2 where x1 is 0, 1 where x1 > 0. */
export const heaviside = inFloats('heaviside', (x, y) => {
  const step = select(isZero(x), y, cast(greater(x, zeroLike(x)), x.dtype));
  return select(isNan(x), x, step);
});

/** x1 · 2^x2. @throws TypeError if x2 is not of an integer type */
export const ldexp = binaryOp('ldexp', (x1: TensorLike, x2: TensorLike) => {
  const exponent = asTensor(x2);
  requireIntegers('ldexp', exponent);
  if (exponent.dtype === 'bool')
    throw new PythonTypeError('[ldexp]: the exponent must be an integer.', { received: 'bool' });
  const [x, y] = promoteToFloat(x1, exponent) as [Tensor, Tensor];
  return mul(x, pow(scalarLike(2, y), y));
});

const SMALLEST: Partial<Record<DType, number>> = { float16: 2 ** -24, bfloat16: 2 ** -133, float32: 2 ** -149 };

/**
 * The next number after x1 in the direction of x2.
 * S. M. Rump et al., "Computing predecessor and successor in rounding to nearest" (BIT, 2009).
 */
export const nextafter = inFloats('nextafter', (x, y) => {
  const unit = dtypeEpsilon(x.dtype) / 2;
  const smallest = SMALLEST[x.dtype] ?? Number.MIN_VALUE;
  const step = addTensors(mul(abs(x), scalarLike(unit * (1 + 2 * unit), x)), scalarLike(smallest, x));
  const next = select(greater(y, x), addTensors(x, step), sub(x, step));
  const stays = equal(x, y);
  // Next to an infinity is the largest number.
  const [least, most] = dtypeRange(x.dtype).map((bound) => scalarLike(bound, x)) as [Tensor, Tensor];
  return select(isNan(y), y, select(stays, x, select(isInf(x), larger(least, smaller(most, x)), next)));
});
