import { reshape } from '../../primitives/movement.js';
import type { Graph } from '../node.js';
import { rewrite } from '../rewrite.js';

/** A reshape of a reshape is one reshape, or none. */
export function mergeReshapes(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const source = inputs[0]?.node;
    if (node.primitive.name !== 'reshape' || source?.primitive.name !== 'reshape') return keep();
    return [reshape(source.inputs[0]!, node.outputs[0]!.shape)];
  });
}
