import { emit } from '../../op.js';
import { padPrimitive, slicePrimitive } from '../../primitives/blocks.js';
import type { ConvAttributes } from '../../primitives/conv.js';
import { reshape, reshapePrimitive } from '../../primitives/movement.js';
import { sameShape } from '../../shape.js';
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

function padded(node: Node, [x, ...weights]: readonly Tensor[]): Tensor | null {
  if (!isConv(node)) return null;
  const axes = node.attributes.strides.length;
  const source = madeBy(beforeReshape(x!, axes), padPrimitive);
  if (!source || source.inputs[1]!.host?.data[0] !== 0) return null;
  const { before, after, interior } = source.attributes;
  if (!interior.every(isZero) || !areAtEnd(before, axes) || !areAtEnd(after, axes)) return null;
  const attributes = moreAround(node.attributes, before.slice(-axes), after.slice(-axes));
  const [image] = source.inputs as [Tensor];
  const inner = reshape(image, [...x!.shape.slice(0, -axes), ...image.shape.slice(-axes)]);
  return emit(node.primitive, [inner, ...weights], attributes)[0]!;
}

function cut(node: Node, [x]: readonly Tensor[], users: Users): Tensor | null {
  if (!is(node, slicePrimitive) || x!.rank < 3) return null;
  const whole = [1, 2, 3].map((axes) => beforeReshape(x!, axes)).find(adjointOf);
  const source = whole ? adjointOf(whole) : null;
  const isAlone = (each: Tensor) => (users.get(each)?.size ?? 1) === 1;
  const [given] = node.inputs as [Tensor];
  if (!source || !isAlone(given) || !(given.node?.inputs ?? []).every((each) => whole === x || isAlone(each)))
    return null;
  const axes = source.attributes.strides.length;
  const { starts, sizes, steps } = node.attributes;
  const ends = x!.shape.map((size, i) => size - starts[i]! - sizes[i]!);
  if (steps.some((step) => step !== 1) || !areAtEnd(starts, axes) || !areAtEnd(ends, axes)) return null;
  const [g, kernel] = source.inputs as [Tensor, Tensor];
  const attributes = moreAround(source.attributes, starts.slice(-axes), ends.slice(-axes));
  return reshape(emit(source.primitive, [g, kernel], attributes)[0]!, sizes);
}
