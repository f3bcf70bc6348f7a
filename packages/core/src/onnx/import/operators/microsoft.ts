/** Fused operators of ONNX Runtime's own domain that optimisers put into files. */
import * as ops from '../../../ops/index.js';
import { add, mul, scalarLike } from '../../../primitives/elementwise.js';
import { matrixTranspose } from '../../../primitives/movement.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type OperatorTable, operator } from '../operator.js';
import { swish } from './activations.js';
import { layerNormalized, rmsNormalized } from './normalization.js';

const sumOf = (...tensors: readonly (Tensor | undefined)[]): Tensor =>
  tensors.filter((each) => each !== undefined).reduce((a, b) => add(a, b));

export const microsoft: OperatorTable = {
  'com.microsoft.Gelu': operator(1, (_node, x) => ops.gelu(x, false)),
  'com.microsoft.BiasGelu': operator(2, (_node, x, bias) => ops.gelu(add(x, bias), false)),
  'com.microsoft.FastGelu': operator(1, (_node, x, bias) => ops.gelu(sumOf(x, bias), true)),
  'com.microsoft.QuickGelu': operator(1, (node, x) => swish(x, node.float('alpha', 1.702))),
  'com.microsoft.FusedMatMul': operator(2, (node, a, b) => {
    const left = node.flag('transA') ? matrixTranspose(a) : a;
    const right = node.flag('transB') ? matrixTranspose(b) : b;
    const product = ops.matmul(left, right);
    return mul(product, scalarLike(node.float('alpha', 1), product));
  }),
  SimplifiedLayerNormalization: operator(2, rmsNormalized),
  'com.microsoft.SkipLayerNormalization': operator(3, (node, x, skip, gamma, beta, bias) => {
    const total = sumOf(x, skip, bias);
    const [y, ...statistics] = layerNormalized(node, total, gamma, beta);
    return [y!, ...statistics, total];
  }),
};
