import { emit } from '../../op.js';
import {
  broadcastPrimitive,
  broadcastTo,
  reshape,
  reshapePrimitive,
  transposePrimitive,
} from '../../primitives/movement.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is, madeBy } from '../match.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';

/**
 * Elementwise operations broadcast by themselves, so nothing is repeated for them: a broadcast in front of one goes behind it, as
 * far as it is still needed there. A broadcast of a broadcast is one.
 */
export function dropBroadcasts(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (is(node, broadcastPrimitive)) {
      const inner = madeBy(inputs[0], broadcastPrimitive);
      return inner ? [broadcastTo(inner.inputs[0]!, node.attributes.shape)] : keep();
    }
    const sources = inputs.map((input) => madeBy(input, broadcastPrimitive)?.inputs[0] ?? null);
    if (sources.every((source) => source === null)) return keep();
    if (node.primitive.elementwise) {
      const operands = inputs.map((input, i) => sources[i] ?? input);
      return repeatedLater(node, operands);
    }
    const moves = is(node, reshapePrimitive) || is(node, transposePrimitive);
    if (!moves || sources[0]?.size !== 1) return keep();
    return [broadcastTo(reshape(sources[0], []), node.outputs[0]!.shape)];
  });
}

const repeatedLater = (node: Node, operands: readonly Tensor[]): Tensor[] =>
  emit(node.primitive, operands, node.attributes).map((output, i) => broadcastTo(output, node.outputs[i]!.shape));
