/** Functions of each element. */
import { isFloat } from '../../dtype.js';
import * as ops from '../../ops/index.js';
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
  notEqual,
} from '../../primitives/compare.js';
import { elementaryOperators } from '../../primitives/elementary.js';
import * as math from '../../primitives/elementwise.js';
import { cast, div, mul, quotient, scalarLike, select, sub, zerosLike } from '../../primitives/elementwise.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import { atan2, erfc } from '../../primitives/special.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type GraphOperator, type GraphOperatorTable, onTensors } from '../operator.js';

const unary = (fn: (x: Tensor) => Tensor): GraphOperator => onTensors((_node, x) => fn(x!));
const binary = (fn: (x: Tensor, y: Tensor) => Tensor): GraphOperator => onTensors((_node, x, y) => fn(x!, y!));

/** 0 where the first is, whatever the second. */
const unlessZero = (fn: (x: Tensor, y: Tensor) => Tensor): GraphOperator =>
  binary((x, y) => select(equal(x, zerosLike(x)), zerosLike(x), fn(x, y)));

/** A vector of flags chooses rows. */
function chosen(condition: Tensor, x: Tensor, y: Tensor): Tensor {
  const isRows = condition.rank === 1 && x.rank > 1;
  return select(isRows ? reshape(condition, [condition.size, ...x.shape.slice(1).map(() => 1)]) : condition, x, y);
}

export const arithmetic: GraphOperatorTable = {
  ...elementaryOperators(unary),
  Add: binary(math.add),
  AddV2: binary(math.add),
  AddN: onTensors((_node, ...inputs) => inputs.reduce(math.add)),
  Sub: binary(math.sub),
  Mul: binary(math.mul),
  Div: binary((x, y) => (isFloat(x.dtype) ? div(x, y) : quotient(x, y))),
  RealDiv: binary(div),
  TruncateDiv: binary(quotient),
  FloorDiv: binary(ops.floorDivide),
  FloorMod: binary(ops.mod),
  Mod: binary(math.fmod),
  TruncateMod: binary(math.fmod),
  DivNoNan: binary(ops.divideNoNan),
  MulNoNan: binary((x, y) => select(equal(y, zerosLike(y)), zerosLike(y), mul(x, y))),
  Xdivy: unlessZero(div),
  Xlogy: unlessZero((x, y) => mul(x, math.log(y))),
  Xlog1py: unlessZero((x, y) => mul(x, math.log1p(y))),
  Maximum: binary(math.maximum),
  Minimum: binary(math.minimum),
  Pow: binary(math.pow),
  SquaredDifference: binary((x, y) => mul(sub(x, y), sub(x, y))),
  Atan2: binary(atan2),

  Rint: unary(math.round),
  Expm1: unary(math.expm1),
  Log1p: unary(math.log1p),
  Rsqrt: unary((x) => math.reciprocal(math.sqrt(x))),
  Square: unary((x) => mul(x, x)),
  Inv: unary(math.reciprocal),
  Erfc: unary(erfc),
  Relu: unary(math.relu),
  Relu6: unary(ops.relu6),
  Elu: unary((x) => ops.elu(x)),
  Selu: unary(ops.selu),
  Softsign: unary(ops.softsign),
  LeakyRelu: onTensors((node, x) => ops.leakyRelu(x!, node.float('alpha', 0.2))),
  Softmax: unary((x) => ops.softmax(x, -1)),
  LogSoftmax: unary((x) => ops.logSoftmax(x, -1)),
  ClipByValue: onTensors((_node, x, low, high) => math.minimum(math.maximum(x!, low!), high!)),

  Equal: binary((x, y) => (x.dtype === 'bool' ? ops.equal(x, y) : equal(x, y))),
  NotEqual: binary((x, y) => (x.dtype === 'bool' ? ops.notEqual(x, y) : notEqual(x, y))),
  Greater: binary(greater),
  GreaterEqual: binary(greaterEqual),
  Less: binary(less),
  LessEqual: binary(lessEqual),
  LogicalAnd: binary(logicalAnd),
  LogicalOr: binary(logicalOr),
  LogicalNot: unary(logicalNot),
  IsNan: unary(isNan),
  IsInf: unary(isInf),
  IsFinite: unary((x) => logicalNot(logicalOr(isNan(x), isInf(x)))),
  BitwiseAnd: binary(ops.bitwiseAnd),
  BitwiseOr: binary(ops.bitwiseOr),
  BitwiseXor: binary(ops.bitwiseXor),
  Invert: unary(ops.bitwiseNot),

  Select: onTensors((_node, condition, x, y) => chosen(condition!, x!, y!)),
  SelectV2: onTensors((_node, condition, x, y) => select(condition!, x!, y!)),
  Cast: onTensors((node, x) => cast(x!, node.dtype('DstT', 'float32'))),
  ZerosLike: unary(zerosLike),
  OnesLike: unary((x) => broadcastTo(scalarLike(1, x), x.shape)),
};
