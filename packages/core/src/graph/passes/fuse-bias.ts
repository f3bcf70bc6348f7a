import { emit } from '../../op.js';
import { convPrimitive } from '../../primitives/conv.js';
import { reshape } from '../../primitives/movement.js';
import { sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';
import { usersOf } from '../users.js';

/** A vector added to the channels of a convolution becomes the convolution's own bias. */
export function fuseBias(graph: Graph): Graph {
  const users = usersOf(graph);
  return rewrite(graph, (node, inputs, keep) => {
    const bias = channelBias(node, inputs, 1);
    const convolved = bias && inputs[inputs[0] === bias ? 1 : 0]!;
    if (!convolved || !isPlainConv(convolved) || !sameShape(convolved.shape, node.outputs[0]!.shape)) return keep();
    if (users.get(node.inputs[inputs.indexOf(convolved)]!)!.size > 1) return keep();
    const source = convolved.node!;
    return emit(convPrimitive, [...source.inputs, reshape(bias, [bias.size])], source.attributes as never);
  });
}

/** Whether the tensor is what a convolution without bias computes. */
export const isPlainConv = ({ node }: Tensor): boolean => node?.primitive.name === 'conv' && node.inputs.length === 2;

/** The operand of an addition that holds one number for each channel of the result; null if there is none. */
export function channelBias(node: Node, inputs: readonly Tensor[], channelAxis: number): Tensor | null {
  if (node.primitive.name !== 'add') return null;
  const { shape, rank } = node.outputs[0]!;
  const channels = shape.map((size, axis) => (axis === channelAxis ? size : 1)).slice(channelAxis);
  const isBias = (x: Tensor) => x.rank < rank || x.shape.slice(0, channelAxis).every((size) => size === 1);
  return inputs.find((x) => isBias(x) && sameShape(x.shape.slice(-channels.length), channels)) ?? null;
}
