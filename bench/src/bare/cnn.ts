import { onnx } from '@org/core';
import type { BareModel } from './bare-model.js';
import { denseBackward, denseForward, reluGradient, softmaxCrossentropy } from './dense.js';

type GraphBuilder = onnx.GraphBuilder;

/**
 * The convolutional network of the workloads. Convolutions run channels first, for which the runtime has kernels; pooling and the
 * gradients of the kernels channels last, where slices are matrices as they lie.
 */
export function bareCnn(batch: number): BareModel {
  return {
    weights: [[3, 3, 1, 32], [32], [3, 3, 32, 64], [64], [1600, 128], [128], [128, 10], [10]],
    flat: false,
    write(g, weights, x, labels) {
      const [kernel1, bias1, kernel2, bias2, ...dense] = weights as [string, string, string, string, ...string[]];
      const image = reshape(g, x, [batch, 1, 28, 28]);
      const first = toLast(g, g.op('Conv', [image, toOihw(g, kernel1), bias1]));
      const pool1 = maxPool(g, first, 13);
      const relu1 = g.op('Relu', [pool1.y]);
      const turned2 = toOihw(g, kernel2);
      const second = toLast(g, g.op('Conv', [toFirst(g, relu1), turned2, bias2]));
      const pool2 = maxPool(g, second, 5);
      const relu2 = g.op('Relu', [pool2.y]);
      const { activations, logits } = denseForward(g, dense, reshape(g, relu2, [batch, 1600]));
      const { loss, gradient } = softmaxCrossentropy(g, logits, labels, batch, 10);

      const backward = denseBackward(g, dense, activations, gradient, batch, true);
      const dPool2 = reluGradient(g, reshape(g, backward.dx, [batch, 5, 5, 64]), relu2);
      const dSecond = unpool(g, dPool2, pool2, { batch, inputs: 11, outputs: 5, channels: 64 });
      const dKernel2 = reshape(g, kernelGradient(g, relu1, dSecond, { batch, size: 11, channels: 32 }), [3, 3, 32, 64]);
      const dRelu1 = toLast(g, g.op('ConvTranspose', [toFirst(g, dSecond), turned2]));
      const dPool1 = reluGradient(g, dRelu1, relu1);
      const dFirst = unpool(g, dPool1, pool1, { batch, inputs: 26, outputs: 13, channels: 32 });
      const dKernel1 = reshape(g, singleChannelGradient(g, x, dFirst, batch), [3, 3, 1, 32]);
      return {
        loss,
        gradients: [dKernel1, channelSums(g, dFirst), dKernel2, channelSums(g, dSecond), ...backward.gradients],
      };
    },
  };
}

const reshape = (g: GraphBuilder, x: string, shape: readonly number[]): string => g.op('Reshape', [x, g.ints(shape)]);
const transpose = (g: GraphBuilder, x: string, perm: readonly number[]): string =>
  g.op('Transpose', [x], { perm: onnx.ints(perm) });
const toFirst = (g: GraphBuilder, x: string): string => transpose(g, x, [0, 3, 1, 2]);
const toLast = (g: GraphBuilder, x: string): string => transpose(g, x, [0, 2, 3, 1]);
const toOihw = (g: GraphBuilder, kernel: string): string => transpose(g, kernel, [3, 2, 0, 1]);

const slice = (g: GraphBuilder, x: string, starts: readonly number[], ends: readonly number[], step: number): string =>
  g.op('Slice', [x, g.ints(starts), g.ints(ends), g.ints([1, 2]), g.ints([step, step])]);

const channelSums = (g: GraphBuilder, x: string): string =>
  g.op('ReduceSum', [x, g.ints([0, 1, 2])], { keepdims: onnx.int(0) });

interface Pooled {
  /** The four elements of each window, as one tensor each. */
  readonly taps: readonly string[];
  readonly y: string;
}

/** Maxima of 2 x 2 windows side by side. */
function maxPool(g: GraphBuilder, x: string, outputs: number): Pooled {
  const taps = [0, 1, 2, 3].map((tap) => {
    const [row, column] = [tap >> 1, tap & 1];
    return slice(g, x, [row, column], [row + 2 * outputs - 1, column + 2 * outputs - 1], 2);
  });
  return { taps, y: taps.reduce((a, b) => g.op('Max', [a, b])) };
}

/** The cotangent of each maximum at the first element that reaches it. */
function unpool(
  g: GraphBuilder,
  dy: string,
  { taps, y }: Pooled,
  { batch, inputs, outputs, channels }: { batch: number; inputs: number; outputs: number; channels: number },
): string {
  let rest = dy;
  const pieces = taps.slice(0, -1).map((tap) => {
    const piece = g.op('Where', [g.op('Equal', [tap, y]), rest, g.scalar(0, 'float32')]);
    rest = g.op('Sub', [rest, piece]);
    return piece;
  });
  const interleave = (a: string, b: string, rows: number, width: number): string =>
    g.op('Concat', [reshape(g, a, [rows, width]), reshape(g, b, [rows, width])], { axis: onnx.int(1) });
  const pixels = batch * outputs * outputs;
  const top = interleave(pieces[0]!, pieces[1]!, pixels, channels);
  const bottom = interleave(pieces[2]!, rest, pixels, channels);
  const dx = interleave(top, bottom, batch * outputs, 2 * outputs * channels);
  const whole = reshape(g, dx, [batch, 2 * outputs, 2 * outputs, channels]);
  const missing = inputs - 2 * outputs;
  return missing === 0 ? whole : g.op('Pad', [whole, g.ints([0, 0, 0, 0, 0, missing, missing, 0])]);
}

/** For each tap of a 3 x 3 kernel, the inputs that it met times the cotangents: [9 * channels, filters]. */
function kernelGradient(
  g: GraphBuilder,
  x: string,
  dy: string,
  { batch, size, channels }: { batch: number; size: number; channels: number },
): string {
  const rows = batch * size * size;
  const cotangents = reshape(g, dy, [rows, -1]);
  const taps = Array.from({ length: 9 }, (_, tap) => {
    const [row, column] = [Math.floor(tap / 3), tap % 3];
    const met = slice(g, x, [row, column], [row + size, column + size], 1);
    return g.op('Gemm', [reshape(g, met, [rows, channels]), cotangents], { transA: onnx.int(1) });
  });
  return g.op('Concat', taps, { axis: onnx.int(0) });
}

/** The same of images of one channel, in one product. */
function singleChannelGradient(g: GraphBuilder, x: string, dy: string, batch: number): string {
  const rows = batch * 26 * 26;
  const taps = Array.from({ length: 9 }, (_, tap) => {
    const [row, column] = [Math.floor(tap / 3), tap % 3];
    return reshape(g, slice(g, x, [row, column], [row + 26, column + 26], 1), [1, rows]);
  });
  return g.op('Gemm', [g.op('Concat', taps, { axis: onnx.int(0) }), reshape(g, dy, [rows, 32])]);
}
