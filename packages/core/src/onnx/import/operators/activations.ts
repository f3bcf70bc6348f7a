/** Activation functions. */
import * as ops from '../../../ops/index.js';
import { greater, less } from '../../../primitives/compare.js';
import {
  add,
  cast,
  exp,
  mul,
  relu,
  scalar,
  scalarLike,
  select,
  sigmoid,
  softplus,
  sub,
  tanh,
} from '../../../primitives/elementwise.js';
import { reshape } from '../../../primitives/movement.js';
import { argMax } from '../../../primitives/reduce.js';
import { normalizeAxis, sizeOf } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type Operator, type OperatorNode, type OperatorTable, operator } from '../operator.js';

const unary = (fn: (x: Tensor) => Tensor): Operator => operator(1, (_node, x) => fn(x));

export const hardSigmoid = (x: Tensor, alpha: number, beta: number): Tensor =>
  ops.clip(add(mul(x, scalarLike(alpha, x)), scalarLike(beta, x)), 0, 1);

/** Before version 13 all axes from `axis` on are taken together. */
const alongAxis = (fn: (x: Tensor, axis: number) => Tensor): Operator =>
  operator(1, (node, x) => {
    const axis = normalizeAxis(node.int('axis', node.opset < 13 ? 1 : -1), x.rank, node.type);
    if (node.opset >= 13) return fn(x, axis);
    return reshape(fn(reshape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]), 1), x.shape);
  });

function hardmax(x: Tensor, axis: number): Tensor {
  return ops.oneHot(argMax(x, axis), x.shape[axis]!, axis, x.dtype);
}

/** 0 within the threshold, and nearer to 0 by the bias beyond. */
function shrink(node: OperatorNode, x: Tensor): Tensor {
  const [bias, threshold] = [scalarLike(node.float('bias', 0), x), node.float('lambd', 0.5)];
  const above = select(greater(x, scalarLike(threshold, x)), sub(x, bias), scalarLike(0, x));
  return select(less(x, scalarLike(-threshold, x)), add(x, bias), above);
}

/** x · σ(1.702 x), by another factor where that is asked for. */
export const swish = (x: Tensor, alpha: number): Tensor => mul(x, sigmoid(mul(x, scalarLike(alpha, x))));

function selu(x: Tensor, alpha: number, gamma: number): Tensor {
  const negative = mul(scalarLike(alpha, x), sub(exp(ops.minimum(x, 0)), scalarLike(1, x)));
  return mul(scalarLike(gamma, x), select(greater(x, scalarLike(0, x)), x, negative));
}

export const activations: OperatorTable = {
  Relu: unary(relu),
  Softsign: unary(ops.softsign),
  Mish: unary((x) => mul(x, tanh(softplus(x)))),
  HardSwish: unary((x) => mul(x, hardSigmoid(x, 1 / 6, 0.5))),
  Swish: operator(1, (node, x) => swish(x, node.float('alpha', 1))),
  Gelu: operator(1, (node, x) => ops.gelu(x, node.string('approximate', 'none') === 'tanh')),
  LeakyRelu: operator(1, (node, x) => ops.leakyRelu(x, node.float('alpha', 0.01))),
  PRelu: operator(2, (_node, x, slope) => select(less(x, scalarLike(0, x)), mul(x, slope), x)),
  Elu: operator(1, (node, x) => ops.elu(x, node.float('alpha', 1))),
  Celu: operator(1, (node, x) => ops.celu(x, node.float('alpha', 1))),
  Selu: operator(1, (node, x) => selu(x, node.float('alpha', 1.6732632), node.float('gamma', 1.050701))),
  ThresholdedRelu: operator(1, (node, x) => {
    const zero = scalar(0, x.dtype);
    return select(greater(x, scalarLike(node.float('alpha', 1), x)), x, zero);
  }),
  HardSigmoid: operator(1, (node, x) => hardSigmoid(x, node.float('alpha', 0.2), node.float('beta', 0.5))),
  Shrink: operator(1, shrink),
  Softmax: alongAxis(ops.softmax),
  LogSoftmax: alongAxis(ops.logSoftmax),
  Hardmax: alongAxis((x, axis) => cast(hardmax(x, axis), x.dtype)),
};
