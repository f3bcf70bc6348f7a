/** Products, convolutions, poolings and normalisations. */
import { NotImplementedError, ValueError } from '../../errors.js';
import * as ops from '../../ops/index.js';
import { knownNumbers } from '../../ops/support/static-values.js';
import { convInputGradient, exactly } from '../../primitives/conv.js';
import { add, mul, reciprocal, scalarLike, sqrt, sub } from '../../primitives/elementwise.js';
import { matrixTranspose, pad, reshape, transpose } from '../../primitives/movement.js';
import { mean, sum } from '../../primitives/reduce.js';
import { range } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { type GraphNode, type GraphOperatorTable, onTensors } from '../operator.js';

const isChannelsFirst = (node: GraphNode): boolean => node.string('data_format', 'NHWC').startsWith('NC');

/** The entries of a list of all axes that belong to spatial ones. */
const spatial = (node: GraphNode, name: string, rank: number): number[] => {
  const all = node.ints(name);
  if (all.length === 0) return range(rank - 2).map(() => 1);
  return isChannelsFirst(node) ? all.slice(2) : all.slice(1, -1);
};

const formatOf = (node: GraphNode): string => (isChannelsFirst(node) ? 'channels_first' : 'channels_last');

/** Explicit padding is put around the input, and the rest is as without any. */
function withPadding(node: GraphNode, x: Tensor, value?: Tensor): { x: Tensor; padding: string } {
  const padding = node.string('padding', 'VALID').toLowerCase();
  if (padding !== 'explicit') return { x, padding };
  const amounts = node.ints('explicit_paddings');
  const side = (i: number): number[] => range(x.rank).map((axis) => amounts[2 * axis + i] ?? 0);
  return { x: pad(x, side(0), side(1), undefined, value), padding: 'valid' };
}

function convolved(node: GraphNode, x: Tensor, kernel: Tensor): Tensor {
  const padded = withPadding(node, x);
  const [strides, dilations] = ['strides', 'dilations'].map((name) => spatial(node, name, x.rank));
  const convolve = node.op === 'DepthwiseConv2dNative' ? ops.depthwiseConv : ops.conv;
  return convolve(padded.x, kernel, strides!, padded.padding, formatOf(node), dilations!);
}

/** The gradient of a convolution: a transposed one, into a tensor of the given sizes. */
function transposedConvolution(node: GraphNode, sizes: Tensor, kernel: Tensor, g: Tensor): Tensor {
  const target = knownNumbers(`The sizes of ${node.op}`, sizes);
  const first = isChannelsFirst(node);
  const padding = node.string('padding', 'VALID');
  if (padding === 'EXPLICIT') throw new NotImplementedError(`${node.op} with explicit padding is not read.`);
  const front = first ? g : transpose(g, [0, g.rank - 1, ...range(g.rank - 2).map((i) => i + 1)]);
  const count = g.rank - 2;
  const whole = target.length === count ? target : first ? target.slice(2) : target.slice(1, -1);
  const [strides, dilations] = ['strides', 'dilations'].map((name) => spatial(node, name, g.rank)) as [
    number[],
    number[],
  ];
  const taps = kernel.shape.slice(0, count);
  const totals = range(count).map((i) => {
    const extent = dilations[i]! * (taps[i]! - 1) + 1;
    return padding === 'SAME' ? Math.max(0, (front.shape[i + 2]! - 1) * strides[i]! + extent - whole[i]!) : 0;
  });
  const before = totals.map((total) => Math.floor(total / 2));
  const after = totals.map((total, i) => total - before[i]!);
  const attributes = exactly({ strides, dilations, before, after, groups: 1 }, whole, taps, front.shape.slice(2));
  const filters = transpose(kernel, [count + 1, count, ...range(count)]);
  const y = convInputGradient(front, filters, attributes);
  return first ? y : transpose(y, [0, ...range(count).map((i) => i + 2), 1]);
}

function pooled(node: GraphNode, x: Tensor): Tensor {
  const [size, strides] = ['ksize', 'strides'].map((name) => spatial(node, name, x.rank));
  const isMax = node.op.startsWith('Max');
  const { x: input, padding } = withPadding(node, x, isMax ? scalarLike(Number.NEGATIVE_INFINITY, x) : undefined);
  if (!isMax && input !== x) throw new NotImplementedError(`${node.op} with explicit padding is not read.`);
  return (isMax ? ops.maxPool : ops.averagePool)(input, size!, strides!, padding, formatOf(node));
}

/** A vector over the channels. */
const onChannels = (node: GraphNode, vector: Tensor, x: Tensor): Tensor =>
  isChannelsFirst(node) ? reshape(vector, [vector.size, ...range(x.rank - 2).map(() => 1)]) : vector;

function batchNormalized(node: GraphNode, ...inputs: Tensor[]): Tensor[] {
  const [x, scale, offset, givenMean, givenVariance] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const axes = range(x.rank).filter((axis) => axis !== (isChannelsFirst(node) ? 1 : x.rank - 1));
  const isTraining = node.flag('is_training', true);
  const average = isTraining ? mean(x, axes, false) : givenMean;
  const centred = sub(x, onChannels(node, average, x));
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  const variance = isTraining ? mean(mul(centred, centred), axes, false) : givenVariance;
  const epsilon = scalarLike(node.float('epsilon', 1e-4), variance);
  const factor = mul(scale, reciprocal(sqrt(add(variance, epsilon))));
  const y = add(mul(centred, onChannels(node, factor, x)), onChannels(node, offset, x));
  // What goes into moving averages is the variance of a population of which the batch is a sample.
  const unbiased = isTraining ? mul(variance, scalarLike(count / Math.max(1, count - 1), variance)) : variance;
  return [y, average, unbiased, average, variance, variance];
}

function product(node: GraphNode, x: Tensor, y: Tensor, transposed: readonly [string, string]): Tensor {
  const [left, right] = [x, y].map((each, i) => (node.flag(transposed[i]!) ? matrixTranspose(each) : each));
  return ops.matmul(left!, right!);
}

const batched = onTensors((node, x, y) => product(node, x!, y!, ['adj_x', 'adj_y']));
const convolution = onTensors((node, x, kernel) => convolved(node, x!, kernel!));
const backward = onTensors((node, sizes, kernel, g) => transposedConvolution(node, sizes!, kernel!, g!));
const pool = onTensors((node, x) => pooled(node, x!));
const normalization = onTensors(batchNormalized, [
  'y',
  'batch_mean',
  'batch_variance',
  'reserve_space_1',
  'reserve_space_2',
  'reserve_space_3',
]);

/** Each spatial size times a factor, or to the size of an image twice as large: bilinear without corners that are aligned. */
function resized(node: GraphNode, x: Tensor, size: Tensor): Tensor {
  if (node.flag('align_corners') || !node.flag('half_pixel_centers')) {
    const [height, width] = knownNumbers(`The size of ${node.op}`, size);
    const isWhole = height! % x.shape[1]! === 0 && width! % x.shape[2]! === 0;
    if (node.op === 'ResizeNearestNeighbor' && isWhole && !node.flag('align_corners')) {
      return ops.repeat(ops.repeat(x, height! / x.shape[1]!, 1), width! / x.shape[2]!, 2);
    }
    throw new NotImplementedError(`${node.op} of this form is not read.`, { expected: 'half_pixel_centers' });
  }
  const method = node.op === 'ResizeBilinear' ? 'bilinear' : 'nearest';
  return ops.image.resize(x, knownNumbers(`The size of ${node.op}`, size), method, { dataFormat: 'channels_last' });
}

export const networks: GraphOperatorTable = {
  MatMul: onTensors((node, x, y) => product(node, x!, y!, ['transpose_a', 'transpose_b'])),
  BatchMatMul: batched,
  BatchMatMulV2: batched,
  BatchMatMulV3: batched,
  Einsum: onTensors((node, ...inputs) => ops.einsum(node.string('equation', ''), ...inputs)),
  L2Loss: onTensors((_node, x) => mul(sum(mul(x!, x!), range(x!.rank), false), scalarLike(0.5, x!))),
  BiasAdd: onTensors((node, x, bias) => {
    if (bias!.rank !== 1) throw new ValueError('A bias is a vector.', { received: String(bias) });
    return add(x!, onChannels(node, bias!, x!));
  }),
  Conv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2dNative: convolution,
  Conv2DBackpropInput: backward,
  Conv3DBackpropInputV2: backward,
  MaxPool: pool,
  MaxPool3D: pool,
  AvgPool: pool,
  AvgPool3D: pool,
  FusedBatchNorm: normalization,
  FusedBatchNormV2: normalization,
  FusedBatchNormV3: normalization,
  ResizeBilinear: onTensors((node, x, size) => resized(node, x!, size!)),
  ResizeNearestNeighbor: onTensors((node, x, size) => resized(node, x!, size!)),
};
