/** Quantised values: integers with a scale and a zero point. */
import { type DType, dtypeRange } from '../../../dtype.js';
import { NotImplementedError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { add, cast, div, maximum, minimum, mul, round, scalarLike, sub } from '../../../primitives/elementwise.js';
import { reshape } from '../../../primitives/movement.js';
import { max, min } from '../../../primitives/reduce.js';
import { normalizeAxis, range } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { dtypeOfElement } from '../../tensor-proto.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';
import { convolved } from './convolution.js';

/** Scales and zero points: one for all, one for each entry of an axis, or one for each block along it. */
function onAxis(node: OperatorNode, factor: Tensor, x: Tensor): Tensor {
  if (factor.size === 1) return reshape(factor, []);
  const axis = normalizeAxis(node.int('axis', 1), x.rank, node.type);
  const block = node.int('block_size', 0);
  if (block > 0) return ops.take(ops.repeat(factor, block, axis), range(x.shape[axis]!), axis);
  return reshape(
    factor,
    range(x.rank).map((i) => (i === axis ? factor.size : 1)),
  );
}

function quantized(x: Tensor, scale: Tensor, zero: Tensor | null, to: DType): Tensor {
  const steps = round(div(x, scale));
  const shifted = zero ? add(steps, cast(zero, x.dtype)) : steps;
  const [low, high] = dtypeRange(to);
  return cast(minimum(maximum(shifted, scalarLike(low, x)), scalarLike(high, x)), to);
}

const dequantized = (x: Tensor, scale: Tensor, zero: Tensor | null): Tensor =>
  mul(cast(zero ? sub(cast(x, 'int32'), cast(zero, 'int32')) : x, scale.dtype), scale);

/** The range of the values decides about scale and zero point. */
function dynamic(x: Tensor): Tensor[] {
  const zero = scalarLike(0, x);
  const all = range(x.rank);
  const [low, high] = [minimum(min(x, all, false), zero), maximum(max(x, all, false), zero)];
  const scale = div(sub(high, low), scalarLike(255, x));
  const origin = cast(ops.clip(round(div(sub(zero, low), scale)), 0, 255), 'uint8');
  return [quantized(x, scale, origin, 'uint8'), scale, origin];
}

/** What an operator makes of the values that quantised inputs stand for, quantised again. */
function onQuantized(
  node: OperatorNode,
  inputs: readonly (Tensor | undefined)[],
  axes: readonly [x: number, y: number],
  compute: (x: Tensor, y: Tensor) => Tensor,
): Tensor {
  const [x, xScale, xZero, y, yScale, yZero, scale, zero] = inputs as Tensor[];
  const alongAxis = (factor: Tensor, like: Tensor, axis: number): Tensor =>
    factor.size === 1
      ? reshape(factor, [])
      : reshape(
          factor,
          range(like.rank).map((i) => (i === (axis + like.rank) % like.rank ? factor.size : 1)),
        );
  const [left, right] = [
    dequantized(x!, alongAxis(xScale!, x!, axes[0]), alongAxis(xZero!, x!, axes[0])),
    dequantized(y!, alongAxis(yScale!, y!, axes[1]), alongAxis(yZero!, y!, axes[1])),
  ];
  const result = compute(left, right);
  if (scale!.size !== 1) throw new NotImplementedError(`${node.type} with several scales of its output is not read.`);
  return quantized(result, reshape(scale!, []), reshape(zero!, []), zero!.dtype);
}

/** The bias is in steps of both scales. */
function quantizedConvolution(node: OperatorNode, ...inputs: readonly (Tensor | undefined)[]): Tensor {
  const [, xScale, , , kernelScale, , , , bias] = inputs as Tensor[];
  return onQuantized(node, inputs, [0, 0], (x, kernel) =>
    convolved(node, x, kernel, bias && mul(cast(bias, 'float32'), mul(reshape(xScale!, []), kernelScale!))),
  );
}

/** Integers without their zero points, of which there may be one for each filter; sums of less than 2^24 are exact. */
function centred(x: Tensor, zero: Tensor | undefined): Tensor {
  if (!zero) return cast(x, 'float32');
  const origin = zero.size === 1 ? reshape(zero, []) : reshape(zero, [zero.size, ...range(x.rank - 1).map(() => 1)]);
  return cast(sub(cast(x, 'int32'), cast(origin, 'int32')), 'float32');
}

export const quantization: OperatorTable = {
  QuantizeLinear: operator(
    2,
    (node, x, scale, zero) => {
      const to = zero?.dtype ?? (node.has('output_dtype') ? dtypeOfElement(node.int('output_dtype', 0)) : 'uint8');
      return quantized(x, cast(onAxis(node, scale, x), x.dtype), zero ? onAxis(node, zero, x) : null, to);
    },
    { settings: [1, 2] },
  ),
  DequantizeLinear: operator(
    2,
    (node, x, scale, zero) => dequantized(x, onAxis(node, scale, x), zero ? onAxis(node, zero, x) : null),
    { settings: [1, 2] },
  ),
  QLinearMatMul: operator(8, (node, ...inputs) => onQuantized(node, inputs, [-2, -1], (a, b) => ops.matmul(a, b)), {
    settings: [1, 4, 6],
  }),
  QLinearConv: operator(8, quantizedConvolution, { settings: [1, 4, 6] }),
  ConvInteger: operator(2, (node, x, kernel, xZero, kernelZero) =>
    cast(convolved(node, centred(x, xZero), centred(kernel, kernelZero), undefined), 'int32'),
  ),
  DynamicQuantizeLinear: operator(1, (_node, x) => dynamic(x)),
};
