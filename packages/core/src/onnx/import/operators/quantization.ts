/** Quantised values: integers with a scale and a zero point. */
import { type DType, dtypeRange } from '../../../dtype.js';
import * as ops from '../../../ops/index.js';
import { add, cast, div, maximum, minimum, mul, round, scalarLike, sub } from '../../../primitives/elementwise.js';
import { reshape } from '../../../primitives/movement.js';
import { max, min } from '../../../primitives/reduce.js';
import { normalizeAxis, range } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { dtypeOfElement } from '../../tensor-proto.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';

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
  DynamicQuantizeLinear: operator(1, (_node, x) => dynamic(x)),
};
