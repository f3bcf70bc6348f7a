import { type Graph, mapBodies } from '../node.js';
import { rewrite } from '../rewrite.js';

/**
 * Replaces what only transforms see by what it stands for, so that the later passes see through it: calls of traced functions by
 * their bodies; identities, stopped and custom gradients by their values. Short forms, which only transforms and backends see, likewise.
 */
export function inlineCalls(graph: Graph): Graph {
  return rewrite(graph, ({ primitive, attributes }, inputs, keep) => {
    if (primitive.transparent) return primitive.transparent(inputs, mapBodies(attributes, inlineCalls));
    return primitive.compose?.(inputs, attributes) ?? keep();
  });
}
