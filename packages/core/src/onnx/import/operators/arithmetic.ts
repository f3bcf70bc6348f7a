/** Arithmetic, comparisons and logic of each element. ONNX never promotes: both operands are of one type. */
import { isFloat, isUnsigned } from '../../../dtype.js';
import * as ops from '../../../ops/index.js';
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
  logicalXor,
} from '../../../primitives/compare.js';
import { elementaryOperators } from '../../../primitives/elementary.js';
import * as math from '../../../primitives/elementwise.js';
import { div, fmod, maximum, minimum, quotient, scalarLike } from '../../../primitives/elementwise.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type Operator, type OperatorTable, operator, variadic } from '../operator.js';

const unary = (fn: (x: Tensor) => Tensor): Operator => operator(1, (_node, x) => fn(x));
const binary = (fn: (x: Tensor, y: Tensor) => Tensor): Operator => operator(2, (_node, x, y) => fn(x, y));
const folded = (fn: (x: Tensor, y: Tensor) => Tensor): Operator => variadic((_node, inputs) => inputs.reduce(fn));

/** Integers are divided towards zero. */
export const divide = (x: Tensor, y: Tensor): Tensor => (isFloat(x.dtype) ? div(x, y) : quotient(x, y));

/** The remainder with the sign of the divisor, or that of the dividend as in C. */
function remainder(x: Tensor, y: Tensor, asInC: boolean): Tensor {
  const rest = fmod(x, y);
  if (asInC || isUnsigned(x.dtype)) return rest;
  const zero = scalarLike(0, x);
  const signsDiffer = logicalXor(less(rest, zero), less(y, zero));
  const isOff = logicalAnd(logicalNot(equal(rest, zero)), signsDiffer);
  return math.select(isOff, math.add(rest, y), rest);
}

/** The result has the type of the base, whatever that of the exponent. */
function power(x: Tensor, y: Tensor): Tensor {
  if (x.dtype === y.dtype) return math.pow(x, y);
  if (isFloat(x.dtype)) return math.pow(x, math.cast(y, x.dtype));
  return math.cast(math.pow(math.cast(x, 'float64'), math.cast(y, 'float64')), x.dtype);
}

/** Bounds are attributes before version 11, and inputs that may be left out since. */
function clip(x: Tensor, low: Tensor | undefined, high: Tensor | undefined): Tensor {
  if (low && high) return ops.clip(x, low, high);
  if (low) return maximum(x, low);
  return high ? minimum(x, high) : x;
}

export const arithmetic: OperatorTable = {
  ...elementaryOperators(unary),
  Add: binary(math.add),
  Sub: binary(math.sub),
  Mul: binary(math.mul),
  Div: binary(divide),
  Mod: operator(2, (node, x, y) => remainder(x, y, node.flag('fmod'))),
  Pow: binary(power),
  Sum: folded(math.add),
  Max: folded(maximum),
  Min: folded(minimum),
  Mean: variadic((_node, inputs) => {
    const total = inputs.reduce(math.add);
    return math.mul(total, scalarLike(1 / inputs.length, total));
  }),

  Clip: operator(
    1,
    (node, x, low, high) => {
      const bound = (name: string) => (node.has(name) ? scalarLike(node.float(name, 0), x) : undefined);
      return clip(x, low ?? bound('min'), high ?? bound('max'));
    },
    { settings: [1, 2] },
  ),

  Equal: binary((x, y) => (x.dtype === 'bool' ? logicalNot(logicalXor(x, y)) : equal(x, y))),
  Greater: binary(greater),
  GreaterOrEqual: binary(greaterEqual),
  Less: binary(less),
  LessOrEqual: binary(lessEqual),
  And: binary(logicalAnd),
  Or: binary(logicalOr),
  Xor: binary(logicalXor),
  Not: unary(logicalNot),
  IsNaN: unary(isNan),
  IsInf: operator(1, (node, x) => {
    const zero = scalarLike(0, x);
    const [positive, negative] = [node.flag('detect_positive', true), node.flag('detect_negative', true)];
    if (positive && negative) return isInf(x);
    if (!positive && !negative) return logicalAnd(isInf(x), logicalNot(isInf(x)));
    return logicalAnd(isInf(x), positive ? greater(x, zero) : less(x, zero));
  }),

  BitwiseAnd: binary(ops.bitwiseAnd),
  BitwiseOr: binary(ops.bitwiseOr),
  BitwiseXor: binary(ops.bitwiseXor),
  BitwiseNot: unary(ops.bitwiseNot),
  BitShift: operator(2, (node, x, y) =>
    node.string('direction', '') === 'LEFT' ? ops.bitwiseLeftShift(x, y) : ops.bitwiseRightShift(x, y),
  ),
  Where: operator(3, (_node, condition, x, y) => math.select(condition, x, y)),
};
