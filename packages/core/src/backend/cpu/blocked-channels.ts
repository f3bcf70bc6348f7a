/**
 * Convolutions on channels in blocks: [N, C / b, H, W, b], where b numbers fill a register of the processor. ONNX Runtime computes
 * them nearly twice as fast as in ONNX's own layout, on as many threads as there are; it has these operators for its own rewriting
 * of models with constant kernels, and takes them from a model as well. They are part of no export, and of no table: only the CPU's passes make them.
 */

import { madeBy } from '../../graph/match.js';
import type { Attributes, Spec } from '../../graph/node.js';
import { type Attribute, int, ints, string } from '../../onnx/attributes.js';
import type { Lowering } from '../../onnx/lowering.js';
import { emitOne, type Primitive } from '../../op.js';
import { evaluateBody } from '../../primitives/body.js';
import { type ConvAttributes, convPrimitive } from '../../primitives/conv.js';
import { add, relu } from '../../primitives/elementwise.js';
import { reshape, slice, transpose } from '../../primitives/movement.js';
import { offsets } from '../../primitives/offsets.js';
import { type Shape, sameShape, sizeOf } from '../../shape.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';

interface Layout extends Attributes {
  /** Numbers in a block. */
  readonly block: number;
  /** Whether the plain tensor is [N, H, W, C] rather than [N, C, H, W]. */
  readonly channelsLast: boolean;
}

/** Sizes [N, C, H, W] that a tensor in blocks has for the runtime. */
export const plainSizes = ([n, blocks, height, width, block]: Shape): Shape => [n!, blocks! * block!, height!, width!];

/** Adds a node of the runtime's own operator set; its tensors have the sizes of plain ones. */
export const runtimeOp = (
  lowering: Lowering,
  type: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
): string => lowering.builder.node(type, inputs, { attributes, domain: 'com.microsoft.nchwc' })[0]!;

/** The evaluation of an operation as a graph of others. */
export const evaluateAs =
  <A extends Attributes>(compose: (inputs: readonly Tensor[], attributes: A) => Tensor): Primitive<A>['evaluate'] =>
  (inputs, attributes) => {
    const own = inputs.map(placeholder);
    return evaluateBody({ inputs: own, outputs: [compose(own, attributes)] }, inputs)[0]!.values;
  };

/** [N, C, H, W] with the channels in blocks. */
function split(x: Tensor, block: number): Tensor {
  const [n, channels, height, width] = x.shape as [number, number, number, number];
  return transpose(reshape(x, [n, channels / block, block, height, width]), [0, 1, 3, 4, 2]);
}

/** The inverse of {@link split}. */
const joined = (x: Tensor): Tensor => reshape(transpose(x, [0, 1, 4, 2, 3]), plainSizes(x.shape));

/** [O, I, height, width] of a kernel in blocks. */
const joinedKernel = (kernel: Tensor): Tensor =>
  reshape(transpose(kernel, kernel.rank === 6 ? [0, 5, 1, 4, 2, 3] : [0, 4, 1, 2, 3]), kernelSizes(kernel.shape));

const toBlocksPrimitive: Primitive<Layout> = {
  name: 'to_blocks',
  infer: ([x], { block, channelsLast }) => {
    const [n, first, second, last] = x!.shape as [number, number, number, number];
    const shape = channelsLast ? [n, last / block, first, second, block] : [n, first / block, second, last, block];
    return { shape, dtype: x!.dtype };
  },
  lower: (lowering, [x], { outputs: [output], attributes: { channelsLast } }) =>
    lowering.reshape(
      runtimeOp(lowering, 'ReorderInput', [x!], { channels_last: int(channelsLast ? 1 : 0) }),
      output!.shape,
    ),
  evaluate: evaluateAs(([x], { block, channelsLast }) => split(channelsLast ? transpose(x!, [0, 3, 1, 2]) : x!, block)),
  samples: [],
};

const fromBlocksPrimitive: Primitive = {
  name: 'from_blocks',
  infer: ([x]) => ({ shape: plainSizes(x!.shape), dtype: x!.dtype }),
  lower: (lowering, [x], { inputs: [input] }) => {
    const sizes = plainSizes(input!.shape);
    return runtimeOp(lowering, 'ReorderOutput', [lowering.reshape(x!, sizes)], { channels: int(sizes[1]!) });
  },
  evaluate: evaluateAs(([x]) => joined(x!)),
  samples: [],
};

/** Pixels of an image: rows and columns. */
export interface Pixels extends Attributes {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

export const pixelsPrimitive: Primitive<Pixels> = {
  name: 'pixels_of_blocks',
  infer: ([x], { sizes }) => ({ shape: [x!.shape[0]!, ...sizes, x!.shape[1]! * x!.shape[4]!], dtype: x!.dtype }),
  // All threads fetch blocks; ReorderOutput has one for channels last.
  lower: (lowering, [x], { inputs: [input], outputs: [output], attributes: { starts, sizes, steps } }) => {
    const [n, blocks, height, width, block] = input!.shape as [number, number, number, number, number];
    const data = offsets(
      [...sizes, blocks],
      [steps[0]! * width, steps[1]!, height * width],
      starts[0]! * width + starts[1]!,
    );
    const rows = lowering.reshape(x!, [n, blocks * height * width, block]);
    const indices = lowering.constant({ data, dtype: 'int32', shape: [data.length] });
    return lowering.reshape(lowering.op('Gather', [rows, indices], { axis: int(1) }), output!.shape);
  },
  evaluate: evaluateAs(([x], { starts, sizes, steps }) => {
    const plain = transpose(joined(x!), [0, 2, 3, 1]);
    return slice(plain, [0, ...starts, 0], [plain.shape[0]!, ...sizes, plain.shape[3]!], [1, ...steps, 1]);
  }),
  samples: [],
};

export interface BlockedConvAttributes extends ConvAttributes {
  /** Whether negative results become zero. */
  readonly relu: boolean;
}

/** Sizes [O, I, height, width] of a kernel [O / b, I / b, height, width, b, b], or [O / b, I, height, width, b]. */
function kernelSizes(shape: Shape): Shape {
  const [filters, channels, height, width, ...blocks] = shape as [number, number, number, number, ...number[]];
  const inputBlock = blocks.length === 2 ? blocks[0]! : 1;
  return [filters * blocks[blocks.length - 1]!, channels * inputBlock, height, width];
}

export const blockedConvPrimitive: Primitive<BlockedConvAttributes> = {
  name: 'blocked_conv',
  infer: ([x, kernel], { strides, dilations, before, after }): Spec => {
    const size = x!.shape.slice(2, 4);
    const [filters, , ...taps] = kernelSizes(kernel!.shape);
    const block = kernel!.shape[kernel!.shape.length - 1]!;
    const [height, width] = size.map((n, i) => {
      const room = n + before[i]! + after[i]! - dilations[i]! * (taps[i]! - 1) - 1;
      return Math.floor(room / strides[i]!) + 1;
    });
    return { shape: [x!.shape[0]!, filters! / block, height!, width!, block], dtype: x!.dtype };
  },
  lower: (lowering, [x, kernel, bias, term], { inputs, outputs, attributes }) => {
    const { strides, dilations, before, after, groups, relu } = attributes;
    const [image, weights] = [inputs[0]!, inputs[1]!];
    const plainX = image.rank === 5 ? lowering.reshape(x!, plainSizes(image.shape)) : x!;
    const sizes = kernelSizes(weights.shape);
    const added = [...(bias ? [bias] : []), ...(term ? [lowering.reshape(term, plainSizes(outputs[0]!.shape))] : [])];
    const y = runtimeOp(lowering, 'Conv', [plainX, lowering.reshape(kernel!, sizes), ...added], {
      kernel_shape: ints(sizes.slice(2)),
      strides: ints(strides),
      dilations: ints(dilations),
      pads: ints([...before, ...after]),
      group: int(groups),
      ...(relu && { activation: string('Relu') }),
    });
    return lowering.reshape(y, outputs[0]!.shape);
  },
  work: ({ inputs: [, kernel], outputs: [out] }) => out!.size * sizeOf(kernelSizes(kernel!.shape).slice(1)),
  evaluate: evaluateAs(([x, kernel, bias, term], { relu: rectifies, ...attributes }) => {
    const image = x!.rank === 5 ? joined(x!) : x!;
    const y = emitOne(convPrimitive, [image, joinedKernel(kernel!), ...(bias ? [bias] : [])], attributes);
    const blocks = split(y, kernel!.shape[kernel!.rank - 1]!);
    const total = term ? add(blocks, term) : blocks;
    return rectifies ? relu(total) : total;
  }),
  samples: [],
};

/** Puts the channels of a plain tensor, as many as whole blocks, into blocks. */
export const toBlocks = (x: Tensor, block: number, channelsLast: boolean): Tensor =>
  emitOne(toBlocksPrimitive, [x], { block, channelsLast });

/** [N, C, H, W] of a tensor in blocks. */
export const fromBlocks = (x: Tensor): Tensor => emitOne(fromBlocksPrimitive, [x], {});

/** [N, H, W, C] of a tensor in blocks, or some pixels of it. */
export const pixelsOfBlocks = (x: Tensor, pixels?: Pixels): Tensor =>
  emitOne(pixelsPrimitive, [x], pixels ?? { starts: [0, 0], sizes: x.shape.slice(2, 4), steps: [1, 1] });

/**
 * A convolution with the result in blocks.
 *
 * @param x in blocks; or plain [N, C, H, W], with fewer channels than a block has
 * @param kernel [O / b, I / b, height, width, b, b], the block of inputs before that of outputs; [O / b, I, height, width, b] for a
 *   plain input, and where each channel has a filter of its own
 * @param bias [O]
 * @param term is added to the result, in front of a relu; there has to be a bias then
 */
export const blockedConv = (
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | null,
  attributes: BlockedConvAttributes,
  term: Tensor | null = null,
): Tensor => emitOne(blockedConvPrimitive, [x, kernel, ...(bias ? [bias] : []), ...(term ? [term] : [])], attributes);

/** The tensor in blocks that {@link fromBlocks} made this one from; null for any other tensor. */
export const blocksOf = (x: Tensor): Tensor | null => madeBy(x, fromBlocksPrimitive)?.inputs[0] ?? null;

/** The tensor in blocks that {@link pixelsOfBlocks} took all pixels from to make this one; null for any other tensor. */
export function blocksOfPixels(x: Tensor): Tensor | null {
  const blocks = madeBy(x, pixelsPrimitive)?.inputs[0];
  return blocks && sameShape(x.shape.slice(1, 3), blocks.shape.slice(2, 4)) ? blocks : null;
}
