import { scoped, scopeKind, valuesOf } from '../../context.js';
import { emit } from '../../op.js';
import { add, mul } from '../../primitives/elementwise.js';
import { matmulPrimitive } from '../../primitives/matmul.js';
import { reshape, reshapePrimitive, transpose, transposePrimitive } from '../../primitives/movement.js';
import { sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is, makerOf } from '../match.js';
import type { Graph } from '../node.js';
import { rewrite } from '../rewrite.js';
import { type Users, usersOf } from '../users.js';

/** How many times more numbers a result has than the weights that take up what it is multiplied by. */
const LARGER = 2;

const fixedWeights = scopeKind<true>();

/** Runs `body` while weights are constants, which take up numbers once and for all: sizes, which an export leaves open, decide nothing then. */
export const withFixedWeights = <T>(body: () => T): T => scoped(fixedWeights, true, body);

/**
 * A number for each channel that what a convolution gives is multiplied by, as in a batch normalization that knows its moments, moves
 * into the kernel, and what is added after it stands beside a product of matrices, which takes it up: two passes over the images less.
 */
export const foldScales = (graph: Graph): Graph => sweep(sweep(graph, mul, scaled), add, shifted);

function sweep(graph: Graph, op: typeof add, into: Into): Graph {
  const users = usersOf(graph);
  return rewrite(graph, (node, inputs, keep) => {
    const at = node.inputs.findIndex((x) => sameShape(x.shape, node.outputs[0]!.shape));
    if (!is(node, op) || at < 0 || node.outputs[0]!.dtype !== 'float32') return keep();
    const [x, vector] = [inputs[at]!, inputs[1 - at]!];
    const axis = channelOf(vector, x);
    if (axis === null) return keep();
    const result = into({ x, given: node.inputs[at]!, axis }, reshape(vector, [vector.size]), users);
    return result ? [result] : keep();
  });
}

/** The axis of `x` for each place of which a tensor that is broadcast has a number; null if there is none. */
function channelOf(vector: Tensor, x: Tensor): number | null {
  const aligned = [...new Array<number>(x.rank - vector.rank).fill(1), ...vector.shape];
  const axis = aligned.indexOf(vector.size);
  return vector.size > 1 && aligned[axis] === x.shape[axis] ? axis : null;
}

/** A tensor whose axis counts channels. */
interface Channels {
  readonly x: Tensor;
  /** The same as the graph has it, before the pass has come to it. */
  readonly given: Tensor;
  readonly axis: number;
}

/** The node that computes it, if it is needed for nothing else, nor was changed by the pass. */
function soleMaker({ x, given }: Channels, users: Users) {
  const [node, original] = [makerOf(x), makerOf(given)];
  if (!node || node.primitive !== original?.primitive || users.get(given)!.size > 1) return null;
  return { node, inner: (axis: number, i = 0): Channels => ({ x: node.inputs[i]!, given: original.inputs[i]!, axis }) };
}

/** Like a vector for the channels of `x` that lie along its axis. */
const along = (axis: number, { rank }: Tensor, vector: Tensor): Tensor =>
  reshape(vector, [vector.size, ...new Array<number>(rank - 1 - axis).fill(1)]);

type Into = (channels: Channels, vector: Tensor, users: Users) => Tensor | null;

/** The tensor with its channels multiplied by a vector, where a convolution or a product can take it up. */
const scaled: Into = (channels, factor, users) => {
  const maker = soleMaker(channels, users);
  if (!maker) return null;
  const { node, inner } = maker;
  const { x, axis } = channels;
  const [first, weights] = node.inputs as [Tensor, Tensor];
  const isLight = weights && (valuesOf(fixedWeights).length > 0 || weights.size * LARGER <= x.size);
  if (node.primitive.convolves === 'images') {
    if (node.inputs.length > 2 || axis !== 1 || !isLight) return null;
    return emit(node.primitive, [first, mul(weights, along(0, weights, factor))], node.attributes)[0]!;
  }
  if (is(node, matmulPrimitive)) {
    const { transposeX, transposeY } = node.attributes;
    if (weights.rank !== 2 || transposeX || axis !== x.rank - 1 || !isLight) return null;
    const kernel = mul(weights, transposeY ? along(0, weights, factor) : factor);
    return emit(matmulPrimitive, [first, kernel], node.attributes)[0]!;
  }
  if (is(node, add)) {
    const at = node.inputs.findIndex(({ shape }) => sameShape(shape, x.shape));
    const [whole, vector] = [node.inputs[at], node.inputs[1 - at]];
    if (!whole || channelOf(vector!, x) !== axis) return null;
    const result = scaled(inner(axis, at), factor, users);
    return result && add(result, along(axis, x, mul(reshape(vector!, [vector!.size]), factor)));
  }
  return within(channels, factor, users, scaled);
};

/** The tensor with a vector added to its channels, where it is a product of matrices in another form. */
const shifted: Into = (channels, vector, users) => {
  const { x, axis } = channels;
  const { node } = soleMaker(channels, users) ?? {};
  if (!node || is(node, transposePrimitive)) return null;
  if (is(node, matmulPrimitive)) return axis === x.rank - 1 ? add(x, vector) : null;
  return within(channels, vector, users, shifted);
};

/** The same for what a tensor was before its axes were put in another order, or its images in others. */
function within(channels: Channels, vector: Tensor, users: Users, into: Into): Tensor | null {
  const { node, inner } = soleMaker(channels, users)!;
  const { x, axis } = channels;
  if (is(node, transposePrimitive)) {
    const { permutation } = node.attributes;
    const result = into(inner(permutation[axis]!), vector, users);
    return result && transpose(result, permutation);
  }
  const before = node.inputs[0]!;
  if (!is(node, reshapePrimitive) || axis !== x.rank - 1 || before.shape.at(-1) !== x.shape[axis]) return null;
  const result = into(inner(before.rank - 1), vector, users);
  return result && reshape(result, x.shape);
}
