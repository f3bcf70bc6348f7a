/** What is done to convolutions' results between them, on blocks as well: elementwise operations and reductions. */
import { is, madeBy } from '../../../graph/match.js';
import type { Node } from '../../../graph/node.js';
import type { Users } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import { inputGradientPrimitive } from '../../../primitives/conv.js';
import { add, mul, neg, relu, scalar, sub } from '../../../primitives/elementwise.js';
import { moments, momentsPrimitive } from '../../../primitives/moments.js';
import { broadcastTo, reshape, transposePrimitive } from '../../../primitives/movement.js';
import { mean, sum } from '../../../primitives/reduce.js';
import { range, sameShape } from '../../../shape.js';
import { fromNumbers, toNumbers } from '../../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../../tensor/tensor.js';
import {
  blockedConv,
  blockedConvPrimitive,
  blocksOf,
  blocksOfPixels,
  fromBlocks,
  pixelsOfBlocks,
  toBlocks,
} from '../blocked-channels.js';
import { blockedMaxima, blockedMaximaPrimitive } from '../blocked-maxima.js';
import { pooled } from './blocked-windows.js';

/** A tensor of four axes that is there in blocks as well. */
interface Blocked {
  readonly blocks: Tensor;
  /** Whether it has its channels last itself. */
  readonly channelsLast: boolean;
}

function blockedForm(x: Tensor): Blocked | null {
  const first = blocksOf(x);
  if (first) return { blocks: first, channelsLast: false };
  const last = blocksOfPixels(x);
  return last && { blocks: last, channelsLast: true };
}

const plainForm = ({ blocks, channelsLast }: Blocked): Tensor =>
  channelsLast ? pixelsOfBlocks(blocks) : fromBlocks(blocks);

/** An operation on blocks, where its inputs are there in blocks; null for any other. */
export function onBlocks(node: Node, inputs: readonly Tensor[], users: Users): readonly Tensor[] | null {
  if (node.primitive.elementwise) return elementwise(node, inputs, users);
  const form = inputs[0] && blockedForm(inputs[0]);
  return form ? reduction(node, form, users) : null;
}

function elementwise(node: Node, inputs: readonly Tensor[], users: Users): readonly Tensor[] | null {
  const maxima = pooled(node, inputs, users);
  if (maxima) return [maxima];
  const { shape } = node.outputs[0]!;
  const forms = inputs.map((x) => (sameShape(x.shape, shape) ? blockedForm(x) : null));
  const form = forms.find((some) => some !== null);
  if (!form) return null;
  const { blocks, channelsLast } = form;
  const positive = is(node, relu) ? rectifiedConv(node, form, users) : null;
  if (positive) return [plainForm({ blocks: positive, channelsLast })];
  const [, , , width, block] = blocks.shape as [number, number, number, number, number];
  const channelAxis = channelsLast ? 3 : 1;
  const own = inputs.map((x, i): Tensor | null => {
    const given = forms[i];
    if (given) return given.channelsLast === channelsLast ? given.blocks : null;
    if (x.size === 1) return reshape(x, []);
    if (sameShape(x.shape, shape)) return isOfConvolutions(x) ? toBlocks(x, block, channelsLast) : null;
    return variesAlong(x, channelAxis, shape) ? reshape(x, [x.size / block, 1, 1, block]) : null;
  });
  if (own.some((x) => x === null)) return null;
  const operands = own as Tensor[];
  const affine = affineMap(node, inputs, operands, users);
  if (affine) return [plainForm({ blocks: affine, channelsLast })];
  // In pieces of a row, since the runtime takes long where what repeats is short.
  const wide = operands.map((x) => (x.rank === 4 ? broadcastTo(x, [x.shape[0]!, 1, width, block]) : x));
  return emit(node.primitive, wide, node.attributes).map((result) => plainForm({ blocks: result, channelsLast }));
}

/** Whether a plain tensor is the result of an adjoint convolution in strides, or the sum of two: it would be in blocks if they had them. */
function isOfConvolutions(x: Tensor): boolean {
  const terms = madeBy(x, add)?.inputs ?? [x];
  return terms.every((term) => {
    const source = madeBy(term, transposePrimitive)?.inputs[0] ?? term;
    return madeBy(source, inputGradientPrimitive) !== null;
  });
}

/** Whether there is one number for each position of an axis. */
function variesAlong(x: Tensor, axis: number, shape: readonly number[]): boolean {
  const aligned = [...range(shape.length - x.rank).map(() => 1), ...x.shape];
  return aligned.every((size, i) => size === (i === axis ? shape[i] : 1));
}

/** A convolution whose results below zero become zero, where the results are needed for nothing else. */
function rectifiedConv(node: Node, { blocks, channelsLast }: Blocked, users: Users): Tensor | null {
  if (users.get(node.inputs[0]!)!.size !== 1) return null;
  const windows = madeBy(blocks, blockedMaximaPrimitive);
  if (windows) {
    const below = rectified(windows.inputs[0]!);
    return below && blockedMaxima(below, windows.attributes);
  }
  // With channels last, others may have the results as well.
  return channelsLast && channelMap(blocks) === null ? null : rectified(blocks);
}

function rectified(blocks: Tensor): Tensor | null {
  const before = madeBy(blocks, blockedConvPrimitive);
  if (!before || before.attributes.relu) return null;
  const [image, kernel, bias = null, term = null] = before.inputs as [Tensor, Tensor, Tensor?, Tensor?];
  return blockedConv(image, kernel, bias, { ...before.attributes, relu: true }, term);
}

/** A sum or a product with a number for each channel as a convolution of each channel, or the sum with another tensor as part of the convolution before. */
function affineMap(node: Node, inputs: readonly Tensor[], operands: readonly Tensor[], users: Users): Tensor | null {
  const [first, second] = operands as [Tensor, Tensor?];
  if (!second || first.dtype !== 'float32') return null;
  const at = operands.findIndex(({ rank }) => rank === 5);
  const [x, other] = at === 0 ? [first, second] : [second, first];
  const vector = other.rank === 4 ? reshape(other, [other.size]) : null;
  if (is(node, mul) && vector) return eachChannel(x, vector, null);
  const isDifference = is(node, sub) && vector !== null && at === 0;
  if (!is(node, add) && !isDifference) return null;
  const isOwn = (i: number) => isReadOnce(node.inputs[i]!, users);
  if (vector) {
    const added = isDifference ? neg(vector) : vector;
    const before = isOwn(at) ? openMap(x) : null;
    if (!before) return eachChannel(x, null, added);
    const [image, kernel, bias] = before.inputs as [Tensor, Tensor, Tensor];
    const isZero = bias.host !== null && Array.from(toNumbers(bias.host)).every((value) => value === 0);
    return blockedConv(image, kernel, isZero ? added : add(bias, added), before.attributes);
  }
  if (other.rank !== 5 || inputs[0] === inputs[1]) return null;
  const taking = (takes: typeof openMap) => [0, 1].find((i) => isOwn(i) && takes(operands[i]!) !== null);
  const last = taking(openMap) ?? taking(openConv);
  if (last === undefined) return null;
  const [image, kernel, bias] = openConv(operands[last]!)!.inputs as [Tensor, Tensor, Tensor?];
  const { attributes } = openConv(operands[last]!)!;
  return blockedConv(image, kernel, bias ?? filled(x, 0), attributes, operands[1 - last]!);
}

/** Whether a tensor has one user, and so has what it was transposed from. */
function isReadOnce(x: Tensor, users: Users): boolean {
  const source = madeBy(x, transposePrimitive)?.inputs[0];
  return users.get(x)!.size === 1 && (!source || isReadOnce(source, users));
}

/** The node that made a tensor by {@link eachChannel}. */
function channelMap(x: Tensor) {
  const node = madeBy(x, blockedConvPrimitive);
  if (!node?.inputs[2]) return null;
  const kernel = node.inputs[1]!.shape;
  return kernel.length === 5 && sameShape(kernel.slice(1, 4), [1, 1, 1]) ? node : null;
}

/** The same, if more can be added to its results. */
const openMap = (x: Tensor) => (channelMap(x) ? openConv(x) : null);

/** The convolution that made a tensor, likewise. */
function openConv(x: Tensor) {
  const node = madeBy(x, blockedConvPrimitive);
  return node && node.inputs.length < 4 && !node.attributes.relu ? node : null;
}

/** A number for each channel of a tensor in blocks. */
function filled({ shape, dtype }: Tensor, value: number): Tensor {
  const channels = shape[1]! * shape[4]!;
  return fromHost(fromNumbers(new Float64Array(channels).fill(value), dtype, [channels]));
}

/** What a convolution does that takes no neighbours. */
const ALONE = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], relu: false };

/** x · factor + term, with a number for each channel. */
function eachChannel(x: Tensor, factor: Tensor | null, term: Tensor | null): Tensor {
  const [, groups, , , block] = x.shape as [number, number, number, number, number];
  const kernel = reshape(factor ?? filled(x, 1), [groups, 1, 1, 1, block]);
  return blockedConv(x, kernel, term ?? filled(x, 0), { ...ALONE, groups: groups * block });
}

/** How many products are added to one number: more would be off by more, fewer would give too many sums. */
const [MOST_TERMS, LEAST_TERMS] = [64, 8];

/**
 * The sums of x · y over axes of pixels, which stay with size 1: for some pixels of an image each by a convolution of each channel, whose kernel
 * is the second factor, so that no product is written. Null where pixels do not come in such parts.
 */
function sumOfProducts(x: Tensor, y: Tensor, axes: readonly number[]): Tensor | null {
  const [n, groups, height, width, block] = x.shape as [number, number, number, number, number];
  const terms = range(MOST_TERMS + 1).findLast((size) => size >= LEAST_TERMS && (height * width) % size === 0);
  if (terms === undefined || x.dtype !== 'float32') return null;
  const parts = (height * width) / terms;
  const all = n * groups * parts;
  const [image, kernel] = [reshape(x, [1, all, 1, terms, block]), reshape(y, [all, 1, 1, terms, block])];
  const products = blockedConv(image, kernel, null, { ...ALONE, groups: all * block });
  return sum(reshape(products, [n, groups, parts, 1, block]), axes, true);
}

/** Sums, means and moments over the pixels of an image, or of all images. */
function reduction(node: Node, { blocks, channelsLast }: Blocked, users: Users): readonly Tensor[] | null {
  const channelAxis = channelsLast ? 3 : 1;
  const overPixels = (axes: readonly number[]) =>
    !axes.includes(channelAxis) && axes.length === (axes.includes(0) ? 3 : 2)
      ? [...(axes.includes(0) ? [0] : []), 2, 3]
      : null;
  const shaped = (x: Tensor, i = 0) => reshape(x, node.outputs[i]!.shape);
  if (is(node, sum) || is(node, mean)) {
    const axes = overPixels(node.attributes.axes);
    const product = is(node, sum) && isReadOnce(node.inputs[0]!, users) ? madeBy(blocks, mul) : null;
    const [x, y] = product?.inputs.every(({ rank }) => rank === 5) ? product.inputs : [];
    const total = axes && x && y ? sumOfProducts(x, y, axes) : null;
    return axes && [shaped(total ?? (is(node, sum) ? sum : mean)(blocks, axes))];
  }
  if (!is(node, momentsPrimitive)) return null;
  const axes = overPixels(node.attributes.axes);
  if (!axes || axes.length < 3 || blocks.dtype !== 'float32') return axes && moments(blocks, axes).map(shaped);
  const average = mean(blocks, axes, true);
  const deviation = eachChannel(blocks, null, neg(reshape(average, [average.size])));
  const squares = sumOfProducts(deviation, deviation, axes);
  const count = blocks.size / average.size;
  const variance = squares ? mul(squares, scalar(1 / count, 'float32')) : mean(mul(deviation, deviation), axes, true);
  return [average, variance].map(shaped);
}
