import { type Graph, mapBodies } from '../node.js';
import { rewrite } from '../rewrite.js';
import { isOfNothing } from './fold-constants.js';

/**
 * Replaces what only transforms see by what it stands for, so that the later passes see through it: calls of traced functions by
 * their bodies; identities, stopped and custom gradients by their values. Short forms, which only transforms and backends see, likewise,
 * but those of nothing: not all can be written out for a size of zero, and `foldConstants` knows what they give.
 */
export function inlineCalls(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const { primitive, attributes } = node;
    if (primitive.transparent) return primitive.transparent(inputs, mapBodies(attributes, inlineCalls));
    return (isOfNothing(node) ? null : primitive.compose?.(inputs, attributes)) ?? keep();
  });
}
