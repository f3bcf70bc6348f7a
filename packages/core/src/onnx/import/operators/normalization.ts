/** Normalisation. Statistics are those that the node is given, except in the training mode of BatchNormalization. */
import { NotImplementedError, ValueError } from '../../../errors.js';
import { equal } from '../../../primitives/compare.js';
import {
  abs,
  add,
  cast,
  div,
  mul,
  pow,
  reciprocal,
  scalarLike,
  select,
  sqrt,
  sub,
} from '../../../primitives/elementwise.js';
import { pad, reshape, slice } from '../../../primitives/movement.js';
import { mean, sum } from '../../../primitives/reduce.js';
import { normalizeAxis, range } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';

/** A vector over the channels, which are the second axis. */
const onChannels = (vector: Tensor, x: Tensor): Tensor =>
  reshape(vector, [vector.size, ...range(x.rank - 2).map(() => 1)]);

const plus = (x: Tensor, value: number): Tensor => add(x, scalarLike(value, x));

/** Mean and 1 / deviation over axes, which stay with size 1. */
function statistics(
  x: Tensor,
  axes: readonly number[],
  epsilon: number,
): { centred: Tensor; average: Tensor; inverse: Tensor } {
  const average = mean(x, axes, true);
  const centred = sub(x, average);
  return { centred, average, inverse: reciprocal(sqrt(plus(mean(mul(centred, centred), axes, true), epsilon))) };
}

function batchNormalized(
  node: OperatorNode,
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  average: Tensor,
  variance: Tensor,
): Tensor {
  if (node.flag('training_mode') || node.wants(1)) {
    throw new NotImplementedError('BatchNormalization in training mode is not read.', {
      hint: 'export the network in inference mode.',
    });
  }
  const wide = (each: Tensor): Tensor => onChannels(cast(each, x.dtype), x);
  const factor = mul(wide(scale), reciprocal(sqrt(plus(wide(variance), node.float('epsilon', 1e-5)))));
  return add(mul(sub(x, wide(average)), factor), wide(bias));
}

/** float16 is normalised in float32, as `stash_type` asks for. */
const inFloat32 = (node: OperatorNode, x: Tensor): Tensor =>
  node.int('stash_type', 1) === 1 && (x.dtype === 'float16' || x.dtype === 'bfloat16') ? cast(x, 'float32') : x;

export function layerNormalized(node: OperatorNode, x: Tensor, scale: Tensor, bias: Tensor | undefined): Tensor[] {
  const axis = normalizeAxis(node.int('axis', -1), x.rank, node.type);
  const { centred, average, inverse } = statistics(
    inFloat32(node, x),
    range(x.rank).slice(axis),
    node.float('epsilon', 1e-5),
  );
  const scaled = mul(cast(mul(centred, inverse), x.dtype), scale);
  return [bias ? add(scaled, bias) : scaled, average, inverse];
}

export function rmsNormalized(node: OperatorNode, x: Tensor, scale: Tensor): Tensor {
  const axes = range(x.rank).slice(normalizeAxis(node.int('axis', -1), x.rank, node.type));
  const wide = inFloat32(node, x);
  const inverse = reciprocal(sqrt(plus(mean(mul(wide, wide), axes, true), node.float('epsilon', 1e-5))));
  return mul(cast(mul(wide, inverse), x.dtype), scale);
}

function instanceNormalized(node: OperatorNode, x: Tensor, scale: Tensor, bias: Tensor): Tensor {
  const { centred, inverse } = statistics(x, range(x.rank).slice(2), node.float('epsilon', 1e-5));
  return add(mul(mul(centred, inverse), onChannels(scale, x)), onChannels(bias, x));
}

/** Scale and bias are those of groups before version 21, and those of channels since. */
function groupNormalized(node: OperatorNode, x: Tensor, scale: Tensor, bias: Tensor): Tensor {
  const groups = node.int('num_groups', 1);
  const [batch, channels, ...spatial] = x.shape as [number, number, ...number[]];
  const grouped = reshape(x, [batch, groups, channels / groups, ...spatial]);
  const wide = inFloat32(node, grouped);
  const { centred, inverse } = statistics(wide, range(wide.rank).slice(2), node.float('epsilon', 1e-5));
  const normal = cast(mul(centred, inverse), x.dtype);
  const ofGroups = scale.size === groups && node.opset < 21;
  const factors = (vector: Tensor): Tensor =>
    reshape(
      vector,
      ofGroups ? [groups, ...range(x.rank - 1).map(() => 1)] : [groups, channels / groups, ...spatial.map(() => 1)],
    );
  return reshape(add(mul(normal, factors(scale)), factors(bias)), x.shape);
}

/** A vector of zeros stays one. */
function lpNormalized(node: OperatorNode, x: Tensor): Tensor {
  const axis = normalizeAxis(node.int('axis', -1), x.rank, node.type);
  const zero = scalarLike(0, x);
  const total = sum(node.int('p', 2) === 1 ? abs(x) : mul(x, x), [axis], true);
  const isZero = equal(total, zero);
  const safe = select(isZero, scalarLike(1, x), total);
  return select(isZero, zero, div(x, node.int('p', 2) === 1 ? safe : sqrt(safe)));
}

/** Divided by what the neighbouring channels hold. */
function localResponse(node: OperatorNode, x: Tensor): Tensor {
  const size = node.int('size', 1);
  if (!(size >= 1 && size <= 2 * x.shape[1]! + 1)) {
    throw new ValueError('The window of LRN does not fit the channels.', {
      received: `size ${size} of ${x.shape[1]} channels`,
    });
  }
  const before = Math.floor((size - 1) / 2);
  const amounts = (n: number): number[] => x.shape.map((_, axis) => (axis === 1 ? n : 0));
  const squares = pad(mul(x, x), amounts(before), amounts(size - 1 - before));
  const total = range(size)
    .map((start) => slice(squares, amounts(start), x.shape))
    .reduce(add);
  const share = mul(total, scalarLike(node.float('alpha', 1e-4) / size, x));
  return div(x, pow(plus(share, node.float('bias', 1)), scalarLike(node.float('beta', 0.75), x)));
}

export const normalization: OperatorTable = {
  BatchNormalization: operator(5, batchNormalized, { settings: [3, 4] }),
  InstanceNormalization: operator(3, instanceNormalized),
  LayerNormalization: operator(2, layerNormalized),
  RMSNormalization: operator(2, rmsNormalized),
  GroupNormalization: operator(3, groupNormalized),
  LpNormalization: operator(1, lpNormalized),
  LRN: operator(1, localResponse),
  MeanVarianceNormalization: operator(1, (node, x) => {
    const axes = node.ints('axes') ?? [0, 2, 3];
    const { centred } = statistics(x, axes, 0);
    return div(centred, plus(sqrt(mean(mul(centred, centred), axes, true)), 1e-9));
  }),
};
