import { emit } from '../../op.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import type { Tensor } from '../../tensor.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';

/**
 * Elementwise operations broadcast by themselves, so nothing is repeated for them: a broadcast in front of one goes behind it, as
 * far as it is still needed there.
 */
export function dropBroadcasts(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!inputs.some(isBroadcast)) return keep();
    if (node.primitive.elementwise) return repeatLater(node, inputs);
    const moves = node.primitive.name === 'reshape' || node.primitive.name === 'transpose';
    const source = inputs[0]!.node?.inputs[0];
    if (!moves || source?.size !== 1) return keep();
    return [broadcastTo(reshape(source, []), node.outputs[0]!.shape)];
  });
}

const isBroadcast = ({ node }: Tensor): boolean => node?.primitive.name === 'broadcast_to';

function repeatLater(node: Node, inputs: readonly Tensor[]): Tensor[] {
  const sources = inputs.map((input) => (isBroadcast(input) ? input.node!.inputs[0]! : input));
  return emit(node.primitive, sources, node.attributes).map((output, i) => broadcastTo(output, node.outputs[i]!.shape));
}
