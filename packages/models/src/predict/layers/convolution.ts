/** Convolutions: operators of the runtime, whose channels come first. */
import { int, ints } from '@org/core/basics';
import type { H5Dataset } from '../../saving/h5-store.js';
import { activated } from '../activations.js';
import type { Config, FileLayer, LayerCall, Value } from '../network.js';
import { type Attributes, assertSetting, countOf, imagesOf, paddingOf, sizesOf } from './options.js';

/** Window, strides and padding, as attributes. */
function windowOf({ config, inputs: [x] }: LayerCall, kernel: readonly number[]): Attributes {
  const axes = x!.rank - 2;
  const strides = sizesOf(config.strides, axes);
  const dilations = sizesOf(config.dilation_rate, axes);
  return {
    strides: ints(strides),
    dilations: ints(dilations),
    ...paddingOf(config, kernel, strides, dilations),
  };
}

const withBias = ({ network }: LayerCall, inputs: readonly string[], bias: H5Dataset | undefined) =>
  bias ? [...inputs, network.weight(bias)] : inputs;

/** The result of an operator, with its activation. */
const resultOf = (call: LayerCall, name: string): Value =>
  activated(call.network, call.config.activation, imagesOf(call).made(name));

/** The axes of a kernel in the order of the runtime: its last two, then those of the window. */
const outwards = ({ shape: { length } }: H5Dataset): number[] => [
  length - 1,
  length - 2,
  ...Array.from({ length: length - 2 }, (_, i) => i),
];

const withKernel = (config: Config): number => 1 + countOf(config, 'use_bias');

const convolution = (className: string): FileLayer => ({
  className,
  variables: withKernel,
  write(call) {
    const { network, config, weights } = call;
    const [kernel, bias] = weights as [H5Dataset, H5Dataset?];
    const given = [imagesOf(call).images, network.weight(kernel, outwards(kernel))];
    const attributes = { ...windowOf(call, kernel.shape.slice(0, -2)), group: int(config.groups as number) };
    return resultOf(call, network.op('Conv', withBias(call, given, bias), attributes));
  },
});

/** A convolution of each channel by itself. */
function ofEachChannel(call: LayerCall, kernel: H5Dataset, bias: readonly H5Dataset[]): string {
  const { network } = call;
  const window = kernel.shape.slice(0, -2);
  const [channels, multiplier] = kernel.shape.slice(-2) as [number, number];
  const axes = window.map((_, i) => i);
  const order = [axes.length, axes.length + 1, ...axes];
  const written = network.weight(kernel, order, [channels * multiplier, 1, ...window]);
  const given = [imagesOf(call).images, written, ...bias.map((each) => network.weight(each))];
  return network.op('Conv', given, { ...windowOf(call, window), group: int(channels) });
}

const depthwise = (className: string): FileLayer => ({
  className,
  variables: withKernel,
  write: (call) => resultOf(call, ofEachChannel(call, call.weights[0]!, call.weights.slice(1))),
});

const separable = (className: string): FileLayer => ({
  className,
  variables: (config) => 1 + withKernel(config),
  write(call) {
    const { network, weights } = call;
    const [depth, point, bias] = weights as [H5Dataset, H5Dataset, H5Dataset?];
    const given = [ofEachChannel(call, depth, []), network.weight(point, outwards(point))];
    return resultOf(call, network.op('Conv', withBias(call, given, bias)));
  },
});

/** A size larger than the stride overlaps, and what is beyond the result is cut off. */
const transposed = (className: string): FileLayer => ({
  className,
  variables: withKernel,
  write(call) {
    const { network, config, weights } = call;
    assertSetting(config, 'output_padding', null);
    const [kernel, bias] = weights as [H5Dataset, H5Dataset?];
    const window = kernel.shape.slice(0, -2);
    const strides = sizesOf(config.strides, window.length);
    const dilations = sizesOf(config.dilation_rate, window.length);
    const beyond = window.map((size, i) => (size - 1) * dilations[i]! + 1 - strides[i]!);
    const cut = beyond.map((size) => (config.padding === 'same' ? Math.max(size, 0) : 0));
    const before = cut.map((size) => Math.floor(size / 2));
    const given = [imagesOf(call).images, network.weight(kernel, outwards(kernel))];
    const name = network.op('ConvTranspose', withBias(call, given, bias), {
      strides: ints(strides),
      dilations: ints(dilations),
      pads: ints([...before, ...cut.map((size, i) => size - before[i]!)]),
      output_padding: ints(beyond.map((size) => Math.max(-size, 0))),
    });
    return resultOf(call, name);
  },
});

export const Conv1D: FileLayer = /* @__PURE__ */ convolution('Conv1D');
export const Conv2D: FileLayer = /* @__PURE__ */ convolution('Conv2D');
export const Conv3D: FileLayer = /* @__PURE__ */ convolution('Conv3D');
export const DepthwiseConv1D: FileLayer = /* @__PURE__ */ depthwise('DepthwiseConv1D');
export const DepthwiseConv2D: FileLayer = /* @__PURE__ */ depthwise('DepthwiseConv2D');
export const SeparableConv1D: FileLayer = /* @__PURE__ */ separable('SeparableConv1D');
export const SeparableConv2D: FileLayer = /* @__PURE__ */ separable('SeparableConv2D');
export const Conv1DTranspose: FileLayer = /* @__PURE__ */ transposed('Conv1DTranspose');
export const Conv2DTranspose: FileLayer = /* @__PURE__ */ transposed('Conv2DTranspose');
export const Conv3DTranspose: FileLayer = /* @__PURE__ */ transposed('Conv3DTranspose');
