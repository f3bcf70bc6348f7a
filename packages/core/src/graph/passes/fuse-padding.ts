import { emit } from '../../op.js';
import { padPrimitive, slicePrimitive } from '../../primitives/blocks.js';
import type { ConvAttributes } from '../../primitives/conv.js';
import { add } from '../../primitives/elementwise.js';
import { reshape, reshapePrimitive, transpose, transposePrimitive } from '../../primitives/movement.js';
import { range, sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is, madeBy, makerOf, type NodeOf } from '../match.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';
import { type Users, usersOf } from '../users.js';

/**
 * Zeros around the input of a convolution become its own padding, and what is cut off from the adjoint of one, as torch's transposed
 * convolutions have it and the gradient of such a padding, is not made.
 */
export function fusePadding(graph: Graph): Graph {
  const users = usersOf(graph);
  return rewrite(graph, (node, inputs, keep) => {
    const result = padded(node, inputs) ?? cut(node, inputs, users);
    return result ? [result] : keep();
  });
}

const isConv = (node: Node): node is NodeOf<ConvAttributes> => node.primitive.convolves === 'images';

function adjointOf(x: Tensor): Node<ConvAttributes> | null {
  const node = makerOf(x);
  return node?.primitive.convolves === 'cotangents' ? (node as Node<ConvAttributes>) : null;
}

const isZero = (amount: number): boolean => amount === 0;

const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((n, i) => n + b[i]!);

const moreAround = (
  attributes: ConvAttributes,
  before: readonly number[],
  after: readonly number[],
): ConvAttributes => ({
  ...attributes,
  before: plus(attributes.before, before),
  after: plus(attributes.after, after),
});

/** Whether amounts for the axes of a tensor are 0 but for as many axes at its end. */
const areAtEnd = (amounts: readonly number[], axes: number): boolean => amounts.slice(0, -axes).every(isZero);

/** What a tensor was before images of several batches, or one, were put in as many axes; the tensor itself, where they were not. */
function beforeReshape(x: Tensor, axes: number): Tensor {
  const source = madeBy(x, reshapePrimitive)?.inputs[0];
  const images = x.shape.slice(-axes - 1);
  return source && sameShape(source.shape.slice(-axes - 1), images) ? source : x;
}

/** A tensor before zeros were put around it, and how many for each axis; null where none were. Its axes may have got another order since. */
function withoutZeros(x: Tensor) {
  const turn = madeBy(x, transposePrimitive);
  const source = madeBy(turn ? turn.inputs[0] : x, padPrimitive);
  if (!source || source.inputs[1]!.host?.data[0] !== 0 || !source.attributes.interior.every(isZero)) return null;
  const { before, after } = source.attributes;
  const [image] = source.inputs as [Tensor];
  if (!turn) return { image, before, after };
  const { permutation } = turn.attributes;
  const turned = (amounts: readonly number[]) => permutation.map((axis) => amounts[axis]!);
  return { image: transpose(image, permutation), before: turned(before), after: turned(after) };
}

function padded(node: Node, [x, ...weights]: readonly Tensor[]): Tensor | null {
  if (!isConv(node)) return null;
  const axes = node.attributes.strides.length;
  const source = withoutZeros(beforeReshape(x!, axes));
  if (!source) return null;
  const { image, before, after } = source;
  if (!areAtEnd(before, axes) || !areAtEnd(after, axes)) return null;
  const attributes = moreAround(node.attributes, before.slice(-axes), after.slice(-axes));
  const inner = reshape(image, [...x!.shape.slice(0, -axes), ...image.shape.slice(-axes)]);
  return emit(node.primitive, [inner, ...weights], attributes)[0]!;
}

function cut(node: Node, [x]: readonly Tensor[], users: Users): Tensor | null {
  if (!is(node, slicePrimitive) || node.attributes.steps.some((step) => step !== 1)) return null;
  const { starts, sizes } = node.attributes;
  const ends = x!.shape.map((size, i) => size - starts[i]! - sizes[i]!);
  const axes = x!.rank - range(x!.rank).findIndex((i) => starts[i] !== 0 || ends[i] !== 0);
  return axes > x!.rank ? null : within(x!, node.inputs[0]!, starts.slice(-axes), ends.slice(-axes), users);
}

/**
 * A tensor without what is at the ends of its last axes, where it is the result of adjoint convolutions, or a sum of such, with images
 * put in other axes, and needed for nothing else; otherwise null.
 *
 * @param given the tensor as the graph has it, before the pass has come to it
 */
function within(
  x: Tensor,
  given: Tensor,
  starts: readonly number[],
  ends: readonly number[],
  users: Users,
): Tensor | null {
  const [node, original] = [makerOf(x), makerOf(given)];
  if (!node || node.primitive !== original?.primitive || (users.get(given)?.size ?? 1) !== 1) return null;
  const count = starts.length;
  const parts = () => {
    const found = node.inputs.map((each, i) => within(each, original.inputs[i]!, starts, ends, users));
    return found.some((part) => part === null) ? null : (found as Tensor[]);
  };
  const adjoint = adjointOf(x);
  if (adjoint) {
    const missing = adjoint.attributes.strides.length - count;
    if (missing < 0) return null;
    const [before, after] = [starts, ends].map((amounts) => [...Array<number>(missing).fill(0), ...amounts]);
    return emit(node.primitive, node.inputs, moreAround(adjoint.attributes, before!, after!))[0]!;
  }
  if (is(node, reshapePrimitive)) {
    const inner = sameShape(node.inputs[0]!.shape.slice(-count), x.shape.slice(-count)) ? parts() : null;
    return inner && reshape(inner[0]!, [...x.shape.slice(0, -count), ...inner[0]!.shape.slice(-count)]);
  }
  if (is(node, transposePrimitive)) {
    const { permutation } = node.attributes;
    const stay = permutation.slice(-count).every((axis, i) => axis === x.rank - count + i);
    const inner = stay ? parts() : null;
    return inner && transpose(inner[0]!, permutation);
  }
  if (!is(node, add) || !node.inputs.every(({ shape }) => sameShape(shape, x.shape))) return null;
  const terms = parts();
  return terms && add(terms[0]!, terms[1]!);
}
