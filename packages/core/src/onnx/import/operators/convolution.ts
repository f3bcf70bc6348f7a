/** Convolutions, in ONNX's own layout: channels first. */
import { conv, convInputGradient } from '../../../primitives/conv.js';
import { add } from '../../../primitives/elementwise.js';
import { reshape } from '../../../primitives/movement.js';
import { range } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';
import { extentOf, perAxis, windowsOf } from './windows.js';

/** Adds a bias to the channels. */
export const withBias = (y: Tensor, bias: Tensor | undefined): Tensor =>
  bias ? add(y, reshape(bias, [bias.size, ...range(y.rank - 2).map(() => 1)])) : y;

export function convolved(node: OperatorNode, x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
  const windows = windowsOf(node, kernel.shape.slice(2), x.shape.slice(2));
  const { strides, dilations, before, after } = windows;
  return withBias(conv(x, kernel, { strides, dilations, before, after, groups: node.int('group', 1) }), bias);
}

/** What the padding of a transposed convolution cuts off of its full result. */
function transposedCrop(node: OperatorNode, x: Tensor, kernel: Tensor) {
  const count = x.rank - 2;
  const strides = perAxis(node, 'strides', count, 1);
  const dilations = perAxis(node, 'dilations', count, 1);
  const extra = perAxis(node, 'output_padding', count, 0);
  const full = range(count).map(
    (i) => strides[i]! * (x.shape[i + 2]! - 1) + extentOf(kernel.shape[i + 2]!, dilations[i]!) + extra[i]!,
  );
  const mode = node.string('auto_pad', 'NOTSET');
  const isSame = mode === 'SAME_UPPER' || mode === 'SAME_LOWER';
  const wanted =
    node.ints('output_shape')?.slice(-count) ?? (isSame ? strides.map((n, i) => n * x.shape[i + 2]!) : null);
  if (!wanted) {
    const pads = mode === 'VALID' ? range(2 * count).map(() => 0) : perAxis(node, 'pads', 2 * count, 0);
    return { strides, dilations, before: pads.slice(0, count), after: pads.slice(count).map((n, i) => n - extra[i]!) };
  }
  // What is wanted beyond the full result is added at the end.
  const totals = full.map((size, i) => Math.max(0, size - wanted[i]!));
  const less = totals.map((total) => Math.floor(total / 2));
  const more = totals.map((total, i) => total - less[i]!);
  const [before, after] = mode === 'SAME_UPPER' ? [less, more] : [more, less];
  const missing = full.map((size, i) => Math.max(0, wanted[i]! - size));
  return { strides, dilations, before: before!, after: after!.map((n, i) => n - extra[i]! - missing[i]!) };
}

function transposed(node: OperatorNode, x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
  const attributes = { ...transposedCrop(node, x, kernel), groups: node.int('group', 1) };
  return withBias(convInputGradient(x, kernel, attributes), bias);
}

export const convolution: OperatorTable = {
  Conv: operator(2, convolved),
  ConvTranspose: operator(2, transposed),
};
