import { emit } from '../../op.js';
import { mul } from '../../primitives/elementwise.js';
import {
  broadcastPrimitive,
  broadcastTo,
  reshape,
  reshapePrimitive,
  transposePrimitive,
} from '../../primitives/movement.js';
import { toNumbers } from '../../tensor/host-array.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is, madeBy } from '../match.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';

/**
 * Elementwise operations broadcast by themselves, so nothing is repeated for them: a broadcast in front of one goes behind it, as
 * far as it is still needed there. A broadcast of a broadcast is one, and a product with repeated ones is the other factor.
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
      const same = is(node, mul) && operands.find((_, i) => isOne(operands[1 - i]!));
      return same ? [broadcastTo(same, node.outputs[0]!.shape)] : repeatedLater(node, operands);
    }
    const moves = is(node, reshapePrimitive) || is(node, transposePrimitive);
    if (!moves || sources[0]?.size !== 1) return keep();
    return [broadcastTo(reshape(sources[0], []), node.outputs[0]!.shape)];
  });
}

/** The cotangent of a sum that stands alone, in any shape: products with it change nothing. */
function isOne(x: Tensor): boolean {
  const source = madeBy(x, reshapePrimitive)?.inputs[0];
  if (source) return isOne(source);
  return x.size === 1 && x.host !== null && toNumbers(x.host)[0] === 1;
}

const repeatedLater = (node: Node, operands: readonly Tensor[]): Tensor[] =>
  emit(node.primitive, operands, node.attributes).map((output, i) => broadcastTo(output, node.outputs[i]!.shape));
