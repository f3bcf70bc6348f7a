import type { Tensor } from '../../tensor.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';

/** Common subexpression elimination: nodes that do the same to the same inputs become one. */
export function shareSubexpressions(graph: Graph): Graph {
  const ids = new Map<Tensor, number>();
  const seen = new Map<string, readonly Tensor[]>();
  const constants = new Map<string, number>();
  const idOf = (tensor: Tensor): number => {
    let id = ids.get(tensor);
    if (id !== undefined) return id;
    // Equal scalars are the same value.
    const key =
      tensor.storage && tensor.rank === 0
        ? `${tensor.dtype}:${tensor.storage.data[0]}:${Object.is(tensor.storage.data[0], -0)}`
        : null;
    id = (key !== null ? constants.get(key) : undefined) ?? ids.size;
    if (key !== null) constants.set(key, id);
    ids.set(tensor, id);
    return id;
  };
  return rewrite(graph, (node, inputs, keep) => {
    const key = keyOf(node, inputs.map(idOf));
    if (key === null) return keep();
    const same = seen.get(key);
    if (same) return same;
    const outputs = keep();
    seen.set(key, outputs);
    return outputs;
  });
}

/** Nodes that carry a graph or a function are not compared. */
function keyOf(node: Node, inputs: readonly number[]): string | null {
  const values = Object.values(node.attributes);
  if (values.some((value) => typeof value === 'function') || 'body' in node.attributes) return null;
  return `${node.primitive.name}(${inputs})${JSON.stringify(node.attributes)}`;
}
