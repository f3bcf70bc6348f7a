import { type Graph, mapBodies } from '../node.js';
import { rewrite } from '../rewrite.js';

/**
 * Replaces what only transforms see by what it stands for, so that the later passes see through it: calls of traced functions by
 * their bodies; identities, stopped and custom gradients by their values.
 */
export function inlineCalls(graph: Graph): Graph {
  return rewrite(graph, ({ primitive, attributes }, inputs, keep) =>
    primitive.transparent ? primitive.transparent(inputs, mapBodies(attributes, inlineCalls)) : keep(),
  );
}
