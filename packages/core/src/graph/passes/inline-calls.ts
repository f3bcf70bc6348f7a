import type { Graph } from '../node.js';
import { inline, rewrite } from '../rewrite.js';

/**
 * Replaces calls of traced functions by their bodies, so that the later passes see through them, and removes what only
 * differentiation asks for: identities, stopped and custom gradients.
 */
export function inlineCalls(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const { primitive, attributes } = node;
    if (primitive.name === 'call' || primitive.name === 'remat')
      return inline(inlineCalls(attributes.body as Graph), inputs);
    if (primitive.name === 'identity' || primitive.name === 'stop_gradient') return inputs;
    if (primitive.name === 'custom_gradient') return inputs.slice(0, attributes.results as number);
    return keep();
  });
}
