import { emit } from '../../op.js';
import { add } from '../../primitives/elementwise.js';
import { reshape } from '../../primitives/movement.js';
import { sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is, makerOf } from '../match.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';
import { usersOf } from '../users.js';

/** A vector added to the channels of a convolution becomes the convolution's own bias. */
export function fuseBias(graph: Graph): Graph {
  const users = usersOf(graph);
  return rewrite(graph, (node, inputs, keep) => {
    const bias = channelBias(node, inputs, 1);
    const convolved = bias && inputs[inputs[0] === bias ? 1 : 0]!;
    const source = convolved && plainConv(convolved);
    if (!source || !sameShape(convolved.shape, node.outputs[0]!.shape)) return keep();
    if (users.get(node.inputs[inputs.indexOf(convolved)]!)!.size > 1) return keep();
    return emit(source.primitive, [...source.inputs, reshape(bias, [bias.size])], source.attributes);
  });
}

/** The convolution without bias that computes a tensor; null if none does. */
export function plainConv(x: Tensor) {
  const node = makerOf(x);
  return node?.primitive.convolves === 'images' && node.inputs.length === 2 ? node : null;
}

/** The operand of an addition that holds one number for each channel of the result; null if there is none. */
export function channelBias(node: Node, inputs: readonly Tensor[], channelAxis: number): Tensor | null {
  if (!is(node, add)) return null;
  const { shape, rank } = node.outputs[0]!;
  const channels = shape.map((size, axis) => (axis === channelAxis ? size : 1)).slice(channelAxis);
  const isBias = (x: Tensor) => x.rank < rank || x.shape.slice(0, channelAxis).every((size) => size === 1);
  return inputs.find((x) => isBias(x) && sameShape(x.shape.slice(-channels.length), channels)) ?? null;
}
