/** keras.ops: comparisons, logic, bits, and choices by a condition. */
import { isUnsigned } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import * as compare from '../../primitives/compare.js';
import { abs, add, cast, mul, reciprocal, scalarLike, sub } from '../../primitives/elementwise.js';
import { reshape } from '../../primitives/movement.js';
import { shiftLeft, shiftRight } from '../../primitives/special.js';
import { convert, isIntegral, promotableOf, promote, promoteToFloat, resultType } from '../../python/promotion.js';
import { range } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { binaryOp, numpy, requireIntegers, unaryOp } from '../support/arguments.js';
import { allOf, anyOf, choice, truth } from '../support/composites.js';

const compared = (name: string, body: (x: Tensor, y: Tensor) => Tensor) =>
  binaryOp(name, (x1, x2) => {
    const [x, y] = promote(x1, x2) as [Tensor, Tensor];
    return body(x, y);
  });

/** Whether x1 = x2, element by element. */
export const equal = compared('equal', compare.equal);
/** Whether x1 ≠ x2, element by element. */
export const notEqual = compared('not_equal', compare.notEqual);
/** Whether x1 > x2, element by element. */
export const greater = compared('greater', compare.greater);
/** Whether x1 ≥ x2, element by element. */
export const greaterEqual = compared('greater_equal', compare.greaterEqual);
/** Whether x1 < x2, element by element. */
export const less = compared('less', compare.less);
/** Whether x1 ≤ x2, element by element. */
export const lessEqual = compared('less_equal', compare.lessEqual);

const logical = (name: string, body: (x: Tensor, y: Tensor) => Tensor) =>
  binaryOp(name, (x1, x2) => body(truth(x1), truth(x2)));

/** Whether x1 and x2 both differ from 0. */
export const logicalAnd = logical('logical_and', compare.logicalAnd);
/** Whether x1 or x2 differs from 0. */
export const logicalOr = logical('logical_or', compare.logicalOr);
/** Whether exactly one of x1 and x2 differs from 0. */
export const logicalXor = logical('logical_xor', compare.logicalXor);
/** Whether x is 0. */
export const logicalNot = unaryOp('logical_not', (x) => compare.logicalNot(truth(x)));

const infinity = (x: Tensor): Tensor => scalarLike(Number.POSITIVE_INFINITY, x);
const negativeInfinity = (x: Tensor): Tensor => scalarLike(Number.NEGATIVE_INFINITY, x);
const never = (x: Tensor): Tensor => compare.notEqual(x, x);

/** Tests that no integer passes. */
const floatTest = (name: string, test: (x: Tensor) => Tensor) =>
  unaryOp(name, (value) => {
    const x = asTensor(value);
    return isIntegral(x) ? never(x) : test(x);
  });

/** Whether x is not a number. */
export const isnan = floatTest('isnan', compare.isNan);
/** Whether x is infinite, with either sign. */
export const isinf = floatTest('isinf', compare.isInf);
/** Whether x is ∞. */
export const isposinf = floatTest('isposinf', (x) => compare.equal(x, infinity(x)));
/** Whether x is -∞. */
export const isneginf = floatTest('isneginf', (x) => compare.equal(x, negativeInfinity(x)));

/** Whether x is a number and not infinite. */
export const isfinite = unaryOp('isfinite', (value) => {
  const x = asTensor(value);
  if (isIntegral(x)) return compare.equal(x, x);
  return compare.less(abs(x), infinity(x));
});

/** Whether the sign bit is set: of negative numbers and of -0. */
export const signbit = unaryOp('signbit', (value) => {
  const x = asTensor(value);
  if (x.dtype === 'bool' || isUnsigned(x.dtype)) return never(x);
  const zero = scalarLike(0, x);
  const isNegative = compare.less(x, zero);
  if (isIntegral(x)) return isNegative;
  // Of zeros, only -0 has a negative reciprocal.
  const isNegativeZero = compare.less(reciprocal(x), zero);
  return compare.logicalOr(isNegative, compare.logicalAnd(compare.equal(x, zero), isNegativeZero));
});

const bitwise = (name: string, onBits: (x: Tensor, y: Tensor) => Tensor, onBools: (x: Tensor, y: Tensor) => Tensor) =>
  numpy(
    name,
    ['x', 'y'],
    (x: TensorLike, y: TensorLike): Tensor => {
      const [a, b] = promote(x, y) as [Tensor, Tensor];
      requireIntegers(name, a, b);
      return a.dtype === 'bool' ? onBools(a, b) : onBits(a, b);
    },
    { tensors: 2 },
  );

/** The bits that x and y share. */
export const bitwiseAnd = bitwise('bitwise_and', compare.bitwiseAnd, compare.logicalAnd);
/** The bits of x and of y. */
export const bitwiseOr = bitwise('bitwise_or', compare.bitwiseOr, compare.logicalOr);
/** The bits that x and y differ in. */
export const bitwiseXor = bitwise('bitwise_xor', compare.bitwiseXor, compare.logicalXor);

const inverted = (value: TensorLike): Tensor => {
  const x = asTensor(value);
  requireIntegers('bitwise_not', x);
  return x.dtype === 'bool' ? compare.logicalNot(x) : compare.bitwiseNot(x);
};
/** All bits of x inverted. */
export const bitwiseNot = unaryOp('bitwise_not', inverted);
/** The same as {@link bitwiseNot}. */
export const bitwiseInvert = unaryOp('bitwise_invert', inverted);

const shift = (name: string, body: (x: Tensor, y: Tensor) => Tensor) =>
  bitwise(name, body, (x, y) => body(cast(x, 'int32'), cast(y, 'int32')));
/** x · 2^y in integers; bits beyond the width are lost. */
export const bitwiseLeftShift = shift('bitwise_left_shift', shiftLeft);
/** ⌊x / 2^y⌋ in integers; the sign stays. */
export const bitwiseRightShift = shift('bitwise_right_shift', shiftRight);
/** The same as {@link bitwiseLeftShift}. */
export const leftShift = shift('left_shift', shiftLeft);
/** The same as {@link bitwiseRightShift}. */
export const rightShift = shift('right_shift', shiftRight);

function closeness(x1: TensorLike, x2: TensorLike, rtol: number, atol: number, equalNan: boolean): Tensor {
  const [a, b] = promote(x1, x2) as [Tensor, Tensor];
  const [x, y] = (isIntegral(a) ? promoteToFloat(a, b) : [a, b]) as [Tensor, Tensor];
  const bound = add(convert(atol, y.dtype), mul(convert(rtol, y.dtype), abs(y)));
  // An infinite bound would let any number pass; a difference of infinities is NaN and lets none pass.
  const near = compare.logicalAnd(compare.lessEqual(abs(sub(x, y)), bound), compare.less(abs(y), infinity(y)));
  const close = compare.logicalOr(near, compare.equal(x, y));
  return equalNan ? compare.logicalOr(close, compare.logicalAnd(compare.isNan(x), compare.isNan(y))) : close;
}

/** Whether |x1 - x2| <= atol + rtol · |x2|, element by element. */
export const isclose = numpy(
  'isclose',
  ['x1', 'x2', 'rtol', 'atol', 'equalNan'],
  (x1: TensorLike, x2: TensorLike, rtol: number = 1e-5, atol: number = 1e-8, equalNan: boolean = false): Tensor =>
    closeness(x1, x2, rtol, atol, equalNan),
  { tensors: 4 },
);

const everywhere = (x: Tensor): Tensor => allOf(x, range(x.rank));

/** Whether {@link isclose} holds for all elements; a bool of rank 0. */
export const allclose = numpy(
  'allclose',
  ['x1', 'x2', 'rtol', 'atol', 'equalNan'],
  (x1: TensorLike, x2: TensorLike, rtol: number = 1e-5, atol: number = 1e-8, equalNan: boolean = false): Tensor =>
    everywhere(closeness(x1, x2, rtol, atol, equalNan)),
  { tensors: 2, className: 'AllClose' },
);

/** Whether each element of x1 is among the elements of x2. `assumeUnique` is accepted and changes nothing. */
export const isin = numpy(
  'isin',
  ['x1', 'x2', 'assumeUnique', 'invert'],
  (x1: TensorLike, x2: TensorLike, assumeUnique: boolean = false, invert: boolean = false): Tensor => {
    // Nothing is gained from it.
    void assumeUnique;
    const [x, set] = promote(x1, x2) as [Tensor, Tensor];
    const found = anyOf(compare.equal(reshape(x, [...x.shape, 1]), reshape(set, [set.size])), [x.rank]);
    return invert ? compare.logicalNot(found) : found;
  },
  { tensors: 2, className: 'IsIn' },
);

/**
 * Elements of the first of `choicelist` whose condition holds, else `default`.
 *
 * @throws ValueError when there is not one choice for each condition
 * @example
 * ops.select([x.less(0), x.less(1)], [0, x], 1);
 */
export const select = numpy(
  'select',
  ['condlist', 'choicelist', 'default'],
  (condlist: readonly TensorLike[], choicelist: readonly TensorLike[], fallback: TensorLike = 0): Tensor => {
    if (condlist.length !== choicelist.length || condlist.length === 0) {
      throw new ValueError('[select]: condlist and choicelist must be of the same length, at least 1.', {
        received: `${condlist.length} conditions and ${choicelist.length} choices`,
      });
    }
    const dtype = resultType(...[...choicelist, fallback].map(promotableOf));
    const choices = choicelist.map((x) => convert(x, dtype));
    return choice(condlist.map(truth), choices, convert(fallback, dtype));
  },
  { tensors: 3 },
);
