/** Matrix products. */
import * as ops from '../../../ops/index.js';
import { add, cast, mul, scalarLike, sub } from '../../../primitives/elementwise.js';
import { matrixTranspose } from '../../../primitives/movement.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator, variadic } from '../operator.js';

const scaled = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : mul(x, scalarLike(factor, x)));

function gemm(node: OperatorNode, a: Tensor, b: Tensor, c: Tensor | undefined): Tensor {
  const left = node.flag('transA') ? matrixTranspose(a) : a;
  const right = node.flag('transB') ? matrixTranspose(b) : b;
  const product = scaled(ops.matmul(left, right), node.float('alpha', 1));
  return c ? add(product, scaled(c, node.float('beta', 1))) : product;
}

/** Integers without their zero points, in int32. */
const centred = (x: Tensor, zero: Tensor | undefined): Tensor =>
  zero ? sub(cast(x, 'int32'), cast(zero, 'int32')) : cast(x, 'int32');

export const linear: OperatorTable = {
  MatMul: operator(2, (_node, a, b) => ops.matmul(a, b)),
  Gemm: operator(2, gemm),
  Einsum: variadic((node, inputs) => cast(ops.einsum(node.string('equation', ''), ...inputs), inputs[0]!.dtype)),
  Det: operator(1, (_node, x) => ops.det(x)),
  MatMulInteger: operator(2, (_node, a, b, aZero, bZero) => {
    const zeros = aZero && aZero.rank === 1 && aZero.size > 1 ? ops.expandDims(aZero, 1) : aZero;
    return ops.matmul(centred(a, zeros), centred(b, bZero));
  }),
};
