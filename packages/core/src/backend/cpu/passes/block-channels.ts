import { is } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { usersOf } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import { type SliceAttributes, slicePrimitive } from '../../../primitives/blocks.js';
import { type ConvAttributes, convPrimitive, inputGradientPrimitive } from '../../../primitives/conv.js';
import { gather } from '../../../primitives/indexing.js';
import { pad, reshape, reverse, transpose, transposePrimitive } from '../../../primitives/movement.js';
import { multiIndices } from '../../../primitives/offsets.js';
import { sameShape, sizeOf } from '../../../shape.js';
import { fromNumbers } from '../../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../../tensor/tensor.js';
import { blockedConv, blocksOf, blocksOfPixels, fromBlocks, pixelsOfBlocks, toBlocks } from '../blocked-channels.js';
import { blockedKernelGradientPrimitive, inBlocks } from '../blocked-kernel-gradient.js';
import { onBlocks } from './blocked-nodes.js';
import { turnedKernel, turnedPadding, untransposed } from './turned-kernel.js';

const [TO_FIRST, TO_LAST] = [
  [0, 3, 1, 2],
  [0, 2, 3, 1],
];

/**
 * Two-dimensional convolutions and their adjoints, in the layout that the runtime is fastest in, where the numbers of channels
 * allow it. Transposes beside them and a relu behind them become part of them.
 *
 * @param block channels in a block; 0 where the runtime has no such layout
 */
export function blockChannels(graph: Graph, block: number): Graph {
  if (block === 0) return graph;
  const users = usersOf(graph);
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0) {
      return emit(
        node.primitive,
        inputs,
        mapBodies(node.attributes, (body) => blockChannels(body, block)),
      );
    }
    const result = blockedNode(node, inputs, block);
    return result ? [result] : (onBlocks(node, inputs, users) ?? keep());
  });
}

function blockedNode(node: Node, inputs: readonly Tensor[], block: number): Tensor | null {
  const [x, kernel, bias = null] = inputs as [Tensor, Tensor, Tensor?];
  const blocks = x && blocksOf(x);
  if (is(node, convPrimitive)) return convolution(x, kernel, bias, node.attributes, block);
  if (is(node, inputGradientPrimitive)) return inputGradient(x, kernel, node.attributes, block);
  if (is(node, blockedKernelGradientPrimitive)) return inBlocks(x, blocked(kernel, block), node.attributes);
  // A convolution gives its channels first, and its result is read as it is given.
  if (is(node, transposePrimitive)) {
    const { permutation } = node.attributes;
    if (blocks && sameShape(permutation, TO_LAST!)) return pixelsOfBlocks(blocks);
    const last = sameShape(permutation, TO_FIRST!) ? blocksOfPixels(x) : null;
    return last && fromBlocks(last);
  }
  return is(node, slicePrimitive) ? pixelsOf(x, node) : null;
}

/** A slice of all pixels fetches those that it keeps, where it keeps all images and channels. */
function pixelsOf(x: Tensor, node: Node<SliceAttributes>): Tensor | null {
  const blocks = blocksOfPixels(x);
  const { shape } = node.outputs[0]!;
  if (!blocks || shape[0] !== x.shape[0] || shape[3] !== x.shape[3]) return null;
  const { starts, sizes, steps } = node.attributes;
  const ofImage = (values: readonly number[]) => values.slice(1, 3);
  return pixelsOfBlocks(blocks, { starts: ofImage(starts), sizes: ofImage(sizes), steps: ofImage(steps) });
}

const hasCuts = ({ before, after }: ConvAttributes): boolean => [...before, ...after].some((amount) => amount < 0);

/** x [N, C, H, W], kernel [O, C / groups, height, width]; null where it does not go in blocks. */
function convolution(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | null,
  attributes: ConvAttributes,
  block: number,
): Tensor | null {
  const [channels, filters, groups] = [x.shape[1]!, kernel.shape[0]!, attributes.groups];
  const whole = channels % block === 0;
  const each = groups === channels && groups === filters;
  const fits = filters % block === 0 && (groups === 1 ? whole || channels < block : each && whole);
  if (!fits || hasCuts(attributes) || x.rank !== 4 || x.dtype !== 'float32') return null;
  const image = whole ? blocked(x, block) : x;
  const weights = blockedKernel(kernel, block, whole && !each);
  return fromBlocks(blockedConv(image, weights, bias, { ...attributes, relu: false }));
}

/** The adjoint of a convolution of stride 1: the convolution of the padded cotangents g with the kernel turned around. */
function inputGradient(g: Tensor, kernel: Tensor, attributes: ConvAttributes, block: number): Tensor | null {
  const { strides, groups } = attributes;
  const separate = groups > 1 && groups === kernel.shape[0];
  if (g.rank !== 4 || !(groups === 1 || separate)) return null;
  if (strides.some((stride) => stride !== 1)) return inPhases(g, kernel, attributes, block);
  if (hasCuts(attributes)) return null;
  const around = turnedPadding(kernel, attributes);
  return convolution(g, turnedKernel(kernel, separate), null, { ...attributes, ...around }, block);
}

/** How many more products a convolution for all phases may have than there are: kernels are filled up, and results are cut off. */
const MOST_PRODUCTS = 1.5;

/**
 * The same for larger strides. Results whose positions have one remainder by the stride, a phase, meet the same taps of the kernel: each
 * phase is a convolution of stride 1, all of them are one with as many times more channels, and blocks are fetched from where they lie.
 */
function inPhases(g: Tensor, kernel: Tensor, attributes: ConvAttributes, block: number): Tensor | null {
  const { strides, dilations, before, after } = attributes;
  const [filters, channels, ...taps] = kernel.shape as [number, number, number, number];
  if (channels % block !== 0 || dilations.some((dilation) => dilation !== 1) || before.some((n) => n < 0)) return null;
  const cells = g.shape.slice(2);
  const sizes = cells.map((n, i) => strides[i]! * (n - 1) + taps[i]! - before[i]! - after[i]!);
  const perPhase = taps.map((n, i) => Math.ceil(n / strides[i]!));
  const positions = sizes.map((n, i) => Math.max(Math.ceil((n + before[i]!) / strides[i]!), cells[i]!));
  const phases = strides[0]! * strides[1]!;
  if (sizeOf(positions) * phases * sizeOf(perPhase) > MOST_PRODUCTS * sizeOf(cells) * sizeOf(taps)) return null;

  const [rows, columns] = perPhase as [number, number];
  const full = pad(kernel, [0, 0, 0, 0], [0, 0, ...taps.map((n, i) => perPhase[i]! * strides[i]! - n)]);
  const byPhase = reverse(reshape(full, [filters, channels, rows, strides[0]!, columns, strides[1]!]), [2, 4]);
  const turned = reshape(transpose(byPhase, [3, 5, 1, 0, 2, 4]), [phases * channels, filters, rows, columns]);
  const all = convolution(
    g,
    turned,
    null,
    {
      strides: [1, 1],
      dilations: [1, 1],
      before: perPhase.map((n) => n - 1),
      after: positions.map((n, i) => n - cells[i]!),
      groups: 1,
    },
    block,
  );
  const found = all && blocksOf(all);
  if (!found) return null;
  const [n, , height, width] = found.shape as [number, number, number, number];
  const blocks = channels / block;
  const indices = multiIndices([blocks, ...sizes]).map(([channel, ...position]) => {
    const [y, x] = position.map((p, i) => p + before[i]!) as [number, number];
    const phase = (y % strides[0]!) * strides[1]! + (x % strides[1]!);
    const cell = Math.floor(y / strides[0]!) * width + Math.floor(x / strides[1]!);
    return (phase * blocks + channel!) * height * width + cell;
  });
  const where = fromHost(fromNumbers(indices, 'int32', [indices.length]));
  const picked = gather(reshape(found, [n, phases * blocks * height * width, block]), where, 1);
  return fromBlocks(reshape(picked, [n, blocks, ...sizes, block]));
}

/** A tensor [N, C, H, W] in blocks, from what it was made of where that is nearer. */
function blocked(x: Tensor, block: number): Tensor {
  const blocks = blocksOf(x);
  if (blocks) return blocks;
  const { source, permutation } = untransposed(x);
  return sameShape(permutation, TO_FIRST!) ? toBlocks(source, block, true) : toBlocks(x, block, false);
}

/** A kernel [O, I, height, width] as the runtime wants it, with the outputs in blocks, or the inputs too. */
function blockedKernel(kernel: Tensor, block: number, inputsToo: boolean): Tensor {
  // From what the kernel was transposed from, so that one transpose does all, mostly of whole blocks.
  const { source, permutation } = untransposed(kernel);
  const [outer, inner, sizes]: [number[], number[], number[]] = [[], [], []];
  source.shape.forEach((size, i) => {
    const axis = permutation.indexOf(i);
    const split = axis === 0 || (axis === 1 && inputsToo);
    outer[axis] = sizes.push(split ? size / block : size) - 1;
    if (split) inner[axis] = sizes.push(block) - 1;
  });
  return transpose(reshape(source, sizes), [...outer, ...(inputsToo ? [inner[1]!] : []), inner[0]!]);
}
