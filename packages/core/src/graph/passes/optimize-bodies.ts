import { emit } from '../../op.js';
import { bodiesOf, type Graph, mapBodies } from '../node.js';
import { rewrite } from '../rewrite.js';

/** Applies the passes to the graphs inside nodes: bodies of loops, branches of choices. */
export function optimizeBodies(optimize: (graph: Graph) => Graph): (graph: Graph) => Graph {
  return (graph) =>
    rewrite(graph, (node, inputs, keep) => {
      if (bodiesOf(node.attributes).length === 0) return keep();
      return emit(node.primitive, inputs, mapBodies(node.attributes, optimize));
    });
}
