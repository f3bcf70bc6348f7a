import type { Graph } from '../node.js';
import { inline, rewrite } from '../rewrite.js';

/** Replaces calls of traced functions by their bodies, so that the later passes see through them. */
export function inlineCalls(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (node.primitive.name !== 'call') return keep();
    const body = inlineCalls(node.attributes.body as Graph);
    return inline(body, inputs);
  });
}
