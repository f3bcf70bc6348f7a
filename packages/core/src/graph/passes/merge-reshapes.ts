import { reshape, reshapePrimitive } from '../../primitives/movement.js';
import { is, madeBy } from '../match.js';
import type { Graph } from '../node.js';
import { rewrite } from '../rewrite.js';

/** A reshape of a reshape is one reshape, or none. */
export function mergeReshapes(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const source = is(node, reshapePrimitive) ? madeBy(inputs[0], reshapePrimitive) : null;
    return source ? [reshape(source.inputs[0]!, node.outputs[0]!.shape)] : keep();
  });
}
