/**
 * Convolution and its adjoint, in the layout of ONNX: x [N, C, ...spatial], kernel [O, C / groups, ...spatial]. As everywhere in
 * the field, the kernel is not flipped. One to three spatial axes.
 */

import { ShapeError } from '../errors.js';
import type { Attributes, Node, Spec } from '../graph/node.js';
import { foldScales } from '../graph/passes/fold-scales.js';
import { fusePadding } from '../graph/passes/fuse-padding.js';
import { int, ints } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { emitOne, floatKernel, type Primitive, type Sample } from '../op.js';
import { formatShape, range, type Shape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { differingTypes } from './combinators.js';
import { kernelGradient, kernelGradientOfParts } from './conv-kernel-gradient.js';
import { definePrimitive } from './define-primitive.js';
import { add } from './elementwise.js';
import { materializeBatch, reshape, transpose } from './movement.js';
import { multiIndices, offsets } from './offsets.js';
import { sum } from './reduce.js';
import { wideConv, wideInputGradient } from './wide-windows.js';

/** One entry for each spatial axis. A negative `after` leaves elements at the end unused. */
export interface ConvAttributes extends Attributes {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Zeros in front of the input. */
  readonly before: readonly number[];
  /** Zeros behind the input. */
  readonly after: readonly number[];
  readonly groups: number;
}

const spatial = ({ shape }: { shape: Shape }): Shape => shape.slice(2);

/** Elements that a kernel of `taps` covers, with the gaps between them. */
const extent = (taps: number, dilation: number): number => dilation * (taps - 1) + 1;

function outputSizes(size: Shape, taps: Shape, { strides, dilations, before, after }: ConvAttributes): number[] {
  return size.map((n, i) => {
    const room = n + before[i]! + after[i]! - extent(taps[i]!, dilations[i]!);
    return Math.floor(room / strides[i]!) + 1;
  });
}

/** The input sizes from which a convolution without remainder makes outputs of `size`. */
function inputSizes(size: Shape, taps: Shape, { strides, dilations, before, after }: ConvAttributes): number[] {
  return size.map((n, i) => strides[i]! * (n - 1) + extent(taps[i]!, dilations[i]!) - before[i]! - after[i]!);
}

function checkInputs(name: string, x: Spec, kernel: Spec, channels: number, groups: number, result: Shape): void {
  if (x.dtype !== kernel.dtype) throw differingTypes(name, [x, kernel]);
  const ranksFit = x.shape.length === kernel.shape.length && x.shape.length > 2 && x.shape.length < 6;
  if (!ranksFit || x.shape[1] !== channels || kernel.shape[0]! % groups !== 0 || result.some((n) => !(n > 0))) {
    throw new ShapeError(`[${name}]: the input and the kernel do not fit together.`, {
      expected: `an input with ${channels} channels that is at least as large as the kernel`,
      received: `input ${formatShape(x.shape)}, kernel ${formatShape(kernel.shape)}, ${groups} groups`,
    });
  }
}

/** Every (input, tap, output) triple of flat spatial offsets that takes part in a convolution. */
function* connections(size: Shape, taps: Shape, outputs: Shape, attributes: ConvAttributes) {
  const { strides, dilations, before } = attributes;
  const tapOffsets = multiIndices(taps).map((tap) => tap.map((t, i) => t * dilations[i]!));
  for (const [output, index] of multiIndices(outputs).entries()) {
    const start = index.map((o, i) => o * strides[i]! - before[i]!);
    for (const [tap, shift] of tapOffsets.entries()) {
      const at = start.map((a, i) => a + shift[i]!);
      if (at.some((a, i) => a < 0 || a >= size[i]!)) continue;
      yield { input: at.reduce((flat, a, i) => flat * size[i]! + a, 0), tap, output };
    }
  }
}

/** Offsets of the rows of a [rows, columns] matrix of blocks. */
const blocks = (shape: Shape): Int32Array =>
  offsets(shape.slice(0, 2), [shape[1]! * sizeOf(shape.slice(2)), sizeOf(shape.slice(2))]);

/** Runs `visit` for every product of an input and a kernel element, with flat offsets into input, kernel and output. */
export function forEachProduct(
  x: Shape,
  kernel: Shape,
  y: Shape,
  attributes: ConvAttributes,
  visit: (input: number, weight: number, output: number) => void,
): void {
  const [xBlocks, kernelBlocks, yBlocks] = [x, kernel, y].map(blocks);
  const [channels, filters, perGroup] = [x[1]!, kernel[0]!, kernel[1]!];
  const groupFilters = filters / attributes.groups;
  for (const { input, tap, output } of connections(x.slice(2), kernel.slice(2), y.slice(2), attributes)) {
    for (let n = 0; n < x[0]!; n++) {
      for (let o = 0; o < filters; o++) {
        const first = Math.floor(o / groupFilters) * perGroup;
        for (let i = 0; i < perGroup; i++) {
          visit(
            xBlocks![n * channels + first + i]! + input,
            kernelBlocks![o * perGroup + i]! + tap,
            yBlocks![n * filters + o]! + output,
          );
        }
      }
    }
  }
}

const commonAttributes = ({ strides, dilations, groups }: ConvAttributes) => ({
  strides: ints(strides),
  dilations: ints(dilations),
  group: int(groups),
});

const positive = (pads: readonly number[]): number[] => pads.map((p) => Math.max(p, 0));

/** Leaves out the elements that negative padding excludes, where the stride's remainder does not do so already. */
function cropped(lowering: Lowering, x: string, { inputs, outputs, attributes }: Node<ConvAttributes>): string {
  const taps = spatial(inputs[1]!);
  const padded = { ...attributes, after: positive(attributes.after) };
  const uncropped = outputSizes(spatial(inputs[0]!), taps, padded);
  const axes = range(taps.length).filter((i) => uncropped[i] !== outputs[0]!.shape[i + 2]);
  if (axes.length === 0) return x;
  const { builder } = lowering;
  const ends = axes.map((i) => attributes.after[i]!);
  return lowering.op('Slice', [
    x,
    builder.ints(axes.map(() => 0)),
    builder.ints(ends),
    builder.ints(axes.map((i) => i + 2)),
  ]);
}

/** A bound: each element that is put out meets a kernel. */
const work = ({ inputs: [, kernel], outputs: [out] }: Node<ConvAttributes>): number =>
  out!.size * sizeOf(kernel!.shape.slice(1));

const float = (shape: Shape) => ({ shape, dtype: 'float32' }) as const;
const none = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };

const convSamples: readonly Sample<ConvAttributes>[] = [
  { inputs: [float([2, 3, 5]), float([4, 3, 2])], attributes: none },
  {
    inputs: [float([2, 4, 6, 5]), float([6, 2, 3, 2])],
    attributes: { strides: [2, 1], dilations: [1, 2], before: [1, 0], after: [0, 1], groups: 2 },
  },
  {
    inputs: [float([1, 3, 5, 4]), float([6, 1, 2, 2])],
    attributes: { strides: [2, 2], dilations: [1, 1], before: [0, 0], after: [-1, 0], groups: 3 },
  },
  {
    inputs: [float([1, 1, 3, 4, 3]), float([2, 1, 2, 2, 2])],
    attributes: { strides: [1, 2, 1], dilations: [1, 1, 1], before: [0, 1, 0], after: [0, 1, 1], groups: 1 },
  },
  // A kernel as large as its image.
  {
    inputs: [float([1, 2, 2, 2]), float([2, 2, 2, 2])],
    attributes: { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [1, 1], groups: 1 },
  },
];

/** Inputs: x, kernel and, where a pass has put it there, a bias [O]. */
export const convPrimitive: Primitive<ConvAttributes> = definePrimitive<ConvAttributes>({
  name: 'conv',
  multiplies: true,
  convolves: 'images',
  passes: [fusePadding, foldScales],
  infer: ([x, kernel], attributes) => {
    const outputs = outputSizes(spatial(x!), spatial(kernel!), attributes);
    checkInputs('conv', x!, kernel!, kernel!.shape[1]! * attributes.groups, attributes.groups, outputs);
    return { shape: [x!.shape[0]!, kernel!.shape[0]!, ...outputs], dtype: x!.dtype };
  },
  vjp: ([g], { inputs: [x, kernel, bias], attributes }, [inputNeeded]) => [
    inputNeeded
      ? convInputGradient(g!, kernel!, exactly(attributes, spatial(x!), spatial(kernel!), spatial(g!)))
      : null,
    // Parts of the cotangent are whole anyway where the input's gradient needs them so.
    (inputNeeded ? kernelGradient : kernelGradientOfParts)(x!, g!, spatial(kernel!), attributes),
    ...(bias ? [sum(g!, [0, ...range(g!.rank).slice(2)])] : []),
  ],
  batch: ([x, kernel, bias], [xBatched, kernelBatched, biasBatched], attributes, size) => {
    const y = vectorized(conv, x!, kernel!, [xBatched!, kernelBatched!], attributes, size);
    if (!bias) return [y];
    const lead = biasBatched ? [size, 1] : [1, 1];
    return [add(y, reshape(bias, [...lead, bias.shape[bias.rank - 1]!, ...y.shape.slice(3).map(() => 1)]))];
  },
  work,
  slowInJavaScript: true,
  cpuKernel: floatKernel,
  compose: ([x, kernel, bias], attributes) => {
    if (x!.dtype !== 'float64') return null;
    const y = wideConv(x!, kernel!, attributes, outputSizes(spatial(x!), spatial(kernel!), attributes));
    return [bias ? add(y, reshape(bias, [1, bias.size, ...spatial(y).map(() => 1)])) : y];
  },
  lower: (lowering, [x, kernel, ...bias], node) => {
    const { before, after } = node.attributes;
    return lowering.op('Conv', [cropped(lowering, x!, node), kernel!, ...bias], {
      ...commonAttributes(node.attributes),
      pads: ints([...before, ...positive(after)]),
    });
  },
  evaluate: ([x, kernel, bias], attributes, [out]) => {
    const block = sizeOf(spatial(out!));
    const result = Float64Array.from({ length: sizeOf(out!.shape) }, (_, i) =>
      bias ? bias.values[Math.floor(i / block) % out!.shape[1]!]! : 0,
    );
    forEachProduct(x!.shape, kernel!.shape, out!.shape, attributes, (input, weight, output) => {
      result[output]! += x!.values[input]! * kernel!.values[weight]!;
    });
    return result;
  },
  samples: [...convSamples, { inputs: [...convSamples[0]!.inputs, float([4])], attributes: none }],
});

export const conv = (x: Tensor, kernel: Tensor, attributes: ConvAttributes): Tensor =>
  emitOne(convPrimitive, [x, kernel], attributes);

/** The same convolution with the padding that leaves no remainder. */
export function exactly(attributes: ConvAttributes, size: Shape, taps: Shape, outputs: Shape): ConvAttributes {
  const needed = inputSizes(outputs, taps, attributes);
  return { ...attributes, after: attributes.after.map((a, i) => a + needed[i]! - size[i]!) };
}

export const inputGradientPrimitive: Primitive<ConvAttributes> = definePrimitive<ConvAttributes>({
  name: 'conv_input_gradient',
  multiplies: true,
  convolves: 'cotangents',
  passes: [fusePadding],
  infer: ([g, kernel], attributes) => {
    const sizes = inputSizes(spatial(g!), spatial(kernel!), attributes);
    checkInputs('conv_input_gradient', g!, kernel!, kernel!.shape[0]!, attributes.groups, sizes);
    return { shape: [g!.shape[0]!, kernel!.shape[1]! * attributes.groups, ...sizes], dtype: g!.dtype };
  },
  vjp: ([dx], { inputs: [g, kernel], attributes }) => [
    conv(dx!, kernel!, attributes),
    kernelGradient(dx!, g!, spatial(kernel!), attributes),
  ],
  batch: ([g, kernel], batched, attributes, size) => [
    vectorized(convInputGradient, g!, kernel!, batched, attributes, size),
  ],
  work,
  slowInJavaScript: true,
  cpuKernel: floatKernel,
  compose: ([g, kernel], attributes) => {
    if (g!.dtype !== 'float64') return null;
    return [wideInputGradient(g!, kernel!, attributes, inputSizes(spatial(g!), spatial(kernel!), attributes))];
  },
  lower: (lowering, [g, kernel], { outputs: [out], attributes }) => {
    const { strides, before, after } = attributes;
    // Elements that the convolution did not see: as output_padding as far as the runtime takes it, beyond as zeros.
    const unseen = after.map((a) => Math.max(-a, 0));
    const outputPadding = unseen.map((n, i) => Math.min(n, strides[i]! - 1));
    const y = lowering.op('ConvTranspose', [g!, kernel!], {
      ...commonAttributes(attributes),
      pads: ints([...before, ...positive(after)]),
      output_padding: ints(outputPadding),
    });
    const missing = unseen.map((n, i) => n - outputPadding[i]!);
    if (missing.every((n) => n === 0)) return y;
    const rank = out!.rank;
    return lowering.op('Pad', [y, lowering.builder.ints([...range(rank + 2).map(() => 0), ...missing])]);
  },
  evaluate: ([g, kernel], attributes, [out]) => {
    const result = new Float64Array(sizeOf(out!.shape));
    forEachProduct(out!.shape, kernel!.shape, g!.shape, attributes, (input, weight, output) => {
      result[input]! += g!.values[output]! * kernel!.values[weight]!;
    });
    return result;
  },
  samples: [
    { inputs: [float([2, 4, 4]), float([4, 3, 2])], attributes: none },
    {
      inputs: [float([2, 6, 3, 4]), float([6, 2, 3, 2])],
      attributes: { strides: [2, 1], dilations: [1, 2], before: [1, 0], after: [-1, 1], groups: 2 },
    },
    {
      inputs: [float([1, 2, 2, 2]), float([2, 1, 2, 2])],
      attributes: { strides: [1, 3], dilations: [1, 1], before: [0, 0], after: [-2, -2], groups: 1 },
    },
    // Dilations beyond strides.
    {
      inputs: [float([1, 2, 2, 2]), float([2, 1, 2, 2])],
      attributes: { strides: [1, 2], dilations: [2, 3], before: [1, 0], after: [-1, -2], groups: 1 },
    },
    {
      inputs: [float([1, 2, 2, 2, 3]), float([2, 1, 2, 2, 2])],
      attributes: { strides: [1, 2, 1], dilations: [1, 1, 1], before: [0, 1, 0], after: [0, -1, 1], groups: 1 },
    },
    // Groups that make one channel each.
    {
      inputs: [float([1, 4, 2, 2]), float([4, 1, 2, 2])],
      attributes: { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 2 },
    },
  ],
});

/** What the inputs of a convolution with these attributes receive from the cotangent of its output: the transposed convolution. */
export const convInputGradient = (g: Tensor, kernel: Tensor, attributes: ConvAttributes): Tensor =>
  emitOne(inputGradientPrimitive, [g, kernel], attributes);

/**
 * A batch of inputs is folded into N. A batch of kernels is folded into the channels of the output, where all have the same inputs;
 * otherwise into the groups, each with its own. A leading axis of 1 where neither is batched.
 */
function vectorized(
  op: (x: Tensor, kernel: Tensor, attributes: ConvAttributes) => Tensor,
  x: Tensor,
  kernel: Tensor,
  batched: readonly boolean[],
  attributes: ConvAttributes,
  size: number,
): Tensor {
  if (!batched[1]) {
    const [lead, n, ...rest] = batched[0] ? x.shape : [1, ...x.shape];
    const y = op(reshape(x, [lead! * n!, ...rest]), kernel, attributes);
    return reshape(y, [lead!, n!, ...y.shape.slice(1)]);
  }
  const [, filters, ...taps] = kernel.shape;
  const swap = [1, 0, ...range(kernel.rank).slice(2)];
  if (!batched[0] && attributes.groups === 1) {
    // The channels of the output are the kernel's first axis, or its second where it is transposed.
    const wide =
      op === conv
        ? reshape(kernel, [size * filters!, ...taps])
        : reshape(transpose(kernel, swap), [filters!, size * taps[0]!, ...taps.slice(1)]);
    const y = op(x, wide, attributes);
    return transpose(reshape(y, [x.shape[0]!, size, y.shape[1]! / size, ...y.shape.slice(2)]), swap);
  }
  const [inputs] = materializeBatch([x], batched, size);
  const [, n, channels, ...rest] = inputs!.shape;
  const folded = reshape(transpose(inputs!, swap), [n!, size * channels!, ...rest]);
  const y = op(folded, reshape(kernel, [size * filters!, ...taps]), {
    ...attributes,
    groups: size * attributes.groups,
  });
  return transpose(reshape(y, [n!, size, y.shape[1]! / size, ...y.shape.slice(2)]), swap);
}
