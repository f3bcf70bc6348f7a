import type { Tensor } from '../../tensor/tensor.js';
import type { Graph } from '../node.js';
import { rewrite } from '../rewrite.js';
import { isShort } from '../short.js';
import { attributesKey } from '../structure.js';

/** Common subexpression elimination: nodes that do the same to the same inputs become one. */
export function shareSubexpressions(graph: Graph): Graph {
  const ids = new Map<Tensor, number>();
  const seen = new Map<string, readonly Tensor[]>();
  const constants = new Map<string, number>();
  const idOf = (tensor: Tensor): number => {
    let id = ids.get(tensor);
    if (id !== undefined) return id;
    const data = isShort(tensor) ? tensor.host?.data : null;
    const key = data ? `${tensor.dtype}[${tensor.shape}]:${data.join()}:${Object.is(data[0], -0)}` : null;
    id = (key !== null ? constants.get(key) : undefined) ?? ids.size;
    if (key !== null) constants.set(key, id);
    ids.set(tensor, id);
    return id;
  };
  return rewrite(graph, (node, inputs, keep) => {
    const key = `${node.primitive.name}(${inputs.map(idOf)})${attributesKey(node.attributes)}`;
    const same = seen.get(key);
    if (same) return same;
    const outputs = keep();
    seen.set(key, outputs);
    return outputs;
  });
}
