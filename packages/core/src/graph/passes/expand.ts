import { emit } from '../../op.js';
import { bodiesOf, type Graph, mapBodies } from '../node.js';
import { rewrite } from '../rewrite.js';

/** Replaces operations by the graphs of simpler ones that they name as faster. */
export function expand(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const { primitive, attributes } = node;
    if (bodiesOf(attributes).length > 0) return emit(primitive, inputs, mapBodies(attributes, expand));
    return primitive.expand?.(inputs, attributes) ?? keep();
  });
}
