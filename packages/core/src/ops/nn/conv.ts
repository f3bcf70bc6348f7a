/** Convolutions of keras.ops. Kernels are [...spatial, in, out]. */
import { type DataFormat, standardizeDataFormat } from '../../config.js';
import { ValueError } from '../../errors.js';
import { type ConvAttributes, convInputGradient, conv as convolve } from '../../primitives/conv.js';
import { product } from '../../primitives/matmul.js';
import { reshape, transpose } from '../../primitives/movement.js';
import { convert } from '../../python/promotion.js';
import { formatShape, range } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { inChannelsFirst, type PerAxis, paddingAmounts, perAxis, spatialRank, standardizePadding } from './spatial.js';

const op = opFamily('nn');

const channelsOf = (x: Tensor, format: DataFormat): number => x.shape[format === 'channels_last' ? x.rank - 1 : 1]!;

function checkChannels(name: string, x: Tensor, format: DataFormat, expected: number, kernel: Tensor): void {
  if (kernel.rank === x.rank && channelsOf(x, format) === expected) return;
  throw new ValueError(`[${name}]: the input channels do not match the kernel.`, {
    expected: `a kernel of rank ${x.rank} and ${expected} input channels`,
    received: `input ${formatShape(x.shape)} (${format}), kernel ${formatShape(kernel.shape)}`,
  });
}

/** [...spatial, in, out] to [out, in, ...spatial]. */
const filtersFirst = (kernel: Tensor): Tensor =>
  transpose(kernel, [kernel.rank - 1, kernel.rank - 2, ...range(kernel.rank - 2)]);

/** A convolution of `groups` groups, each with its own part of the channels. */
function groupedConv(
  name: string,
  x: Tensor,
  kernel: Tensor,
  groups: number,
  strides: PerAxis,
  padding: string,
  format: DataFormat,
  dilationRate: PerAxis,
): Tensor {
  const count = spatialRank(name, x);
  const taps = kernel.shape.slice(0, count);
  const steps = perAxis(name, 'strides', strides, count);
  const dilations = perAxis(name, 'dilation_rate', dilationRate, count);
  const pointwise = [...taps, ...steps].every((n) => n === 1);
  if (pointwise && groups === 1 && format === 'channels_last')
    return product(x, reshape(kernel, kernel.shape.slice(-2)));
  return inChannelsFirst(x, format, (input) => {
    const extents = taps.map((n, i) => (n - 1) * dilations[i]! + 1);
    const amounts = paddingAmounts(standardizePadding(name, padding), input.shape.slice(2), extents, steps);
    const attributes: ConvAttributes = { strides: steps, dilations, groups, ...amounts };
    return convolve(input, filtersFirst(kernel), attributes);
  });
}

/**
 * Convolution over one to three spatial axes, with as many groups as the input has times the kernel's input channels.
 *
 * @param inputs [batch, ...spatial, channels], or channels first by `dataFormat`
 * @param kernel [...spatial, channels / groups, filters]
 * @param padding 'valid', or 'same' for outputs of size ceil(size / stride)
 * @throws ValueError if the channels do not fit, or nothing would be left of a spatial axis
 * @example
 * ops.conv(images, kernel, 2, 'same');
 * ops.conv(images, kernel, { dilationRate: 2 });
 */
export const conv = op(
  'conv',
  ['inputs', 'kernel', 'strides', 'padding', 'dataFormat', 'dilationRate'],
  (
    inputs: TensorLike,
    kernel: TensorLike,
    strides: PerAxis = 1,
    padding: string = 'valid',
    dataFormat: string | null = null,
    dilationRate: PerAxis = 1,
  ): Tensor => {
    const weights = asTensor(kernel);
    const x = convert(inputs, weights.dtype);
    const format = standardizeDataFormat(dataFormat);
    const groups = channelsOf(x, format) / weights.shape[weights.rank - 2]!;
    if (weights.rank !== x.rank || !Number.isInteger(groups)) {
      throw new ValueError("[conv]: the input channels are not a multiple of the kernel's.", {
        received: `input ${formatShape(x.shape)} (${format}), kernel ${formatShape(weights.shape)}`,
      });
    }
    return groupedConv('conv', x, weights, groups, strides, padding, format, dilationRate);
  },
  { tensors: 2 },
);

function depthwise(
  name: string,
  x: Tensor,
  kernel: Tensor,
  strides: PerAxis,
  padding: string,
  format: DataFormat,
  dilationRate: PerAxis,
): Tensor {
  const [channels, multiplier] = kernel.shape.slice(-2) as [number, number];
  checkChannels(name, x, format, channels, kernel);
  const grouped = reshape(kernel, [...kernel.shape.slice(0, -2), 1, channels * multiplier]);
  return groupedConv(name, x, grouped, channels, strides, padding, format, dilationRate);
}

/**
 * Convolves each channel with its own filters.
 *
 * @param kernel [...spatial, channels, multiplier]; the outputs of a channel lie together
 * @throws ValueError if the channels do not fit
 * @example
 * ops.depthwiseConv(images, kernel, { padding: 'same' });
 */
export const depthwiseConv = op(
  'depthwise_conv',
  ['inputs', 'kernel', 'strides', 'padding', 'dataFormat', 'dilationRate'],
  (
    inputs: TensorLike,
    kernel: TensorLike,
    strides: PerAxis = 1,
    padding: string = 'valid',
    dataFormat: string | null = null,
    dilationRate: PerAxis = 1,
  ): Tensor => {
    const weights = asTensor(kernel);
    const format = standardizeDataFormat(dataFormat);
    return depthwise('depthwise_conv', convert(inputs, weights.dtype), weights, strides, padding, format, dilationRate);
  },
  { tensors: 2 },
);

/**
 * A depthwise convolution followed by a 1 x 1 convolution.
 *
 * @param depthwiseKernel [...spatial, channels, multiplier]
 * @param pointwiseKernel [...ones, channels * multiplier, filters]
 * @throws ValueError if the channels do not fit
 * @example
 * ops.separableConv(images, depthwiseKernel, pointwiseKernel, { strides: 2 });
 */
export const separableConv = op(
  'separable_conv',
  ['inputs', 'depthwiseKernel', 'pointwiseKernel', 'strides', 'padding', 'dataFormat', 'dilationRate'],
  (
    inputs: TensorLike,
    depthwiseKernel: TensorLike,
    pointwiseKernel: TensorLike,
    strides: PerAxis = 1,
    padding: string = 'valid',
    dataFormat: string | null = null,
    dilationRate: PerAxis = 1,
  ): Tensor => {
    const weights = asTensor(depthwiseKernel);
    const pointwise = convert(pointwiseKernel, weights.dtype);
    const format = standardizeDataFormat(dataFormat);
    const x = convert(inputs, weights.dtype);
    const hidden = depthwise('separable_conv', x, weights, strides, padding, format, dilationRate);
    checkChannels('separable_conv', hidden, format, pointwise.shape[pointwise.rank - 2]!, pointwise);
    return groupedConv('separable_conv', hidden, pointwise, 1, 1, 'valid', format, dilationRate);
  },
  { tensors: 3 },
);

/** What a transposed convolution leaves out at both ends of the full result; negative where it adds zeros. */
function transposedCrop(
  extent: number,
  stride: number,
  padding: string,
  outputPadding: number | null,
): { before: number; after: number } {
  if (standardizePadding('conv_transpose', padding) === 'valid') {
    return { before: 0, after: -(outputPadding ?? Math.max(extent, stride) - extent) };
  }
  const total = outputPadding === null ? stride + extent - 2 : extent + (extent % 2) - 2 + outputPadding;
  const left = Math.min(Math.ceil(total / 2), extent - 1);
  return { before: extent - 1 - left, after: extent - 1 - (total - left) };
}

/**
 * The transposed convolution: the gradient of a convolution with respect to its input.
 *
 * @param kernel [...spatial, filters, channels]
 * @param outputPadding additional elements at the end of each spatial axis; null for the size that `padding` implies
 * @throws ValueError if the channels do not fit
 * @example
 * ops.convTranspose(features, kernel, 2, 'same'); // twice the size
 */
export const convTranspose = op(
  'conv_transpose',
  ['inputs', 'kernel', 'strides', 'padding', 'outputPadding', 'dataFormat', 'dilationRate'],
  (
    inputs: TensorLike,
    kernel: TensorLike,
    strides: PerAxis = 1,
    padding: string = 'valid',
    outputPadding: PerAxis | null = null,
    dataFormat: string | null = null,
    dilationRate: PerAxis = 1,
  ): Tensor => {
    const weights = asTensor(kernel);
    const x = convert(inputs, weights.dtype);
    const format = standardizeDataFormat(dataFormat);
    const count = spatialRank('conv_transpose', x);
    checkChannels('conv_transpose', x, format, weights.shape[weights.rank - 1]!, weights);
    const steps = perAxis('conv_transpose', 'strides', strides, count);
    const dilations = perAxis('conv_transpose', 'dilation_rate', dilationRate, count);
    const extra = outputPadding === null ? null : perAxis('conv_transpose', 'output_padding', outputPadding, count, 0);
    const crops = range(count).map((i) =>
      transposedCrop((weights.shape[i]! - 1) * dilations[i]! + 1, steps[i]!, padding, extra?.[i] ?? null),
    );
    return inChannelsFirst(x, format, (input) =>
      convInputGradient(input, filtersFirst(weights), {
        strides: steps,
        dilations,
        before: crops.map(({ before }) => before),
        after: crops.map(({ after }) => after),
        groups: 1,
      }),
    );
  },
  { tensors: 2 },
);
