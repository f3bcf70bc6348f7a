import { fromHost } from '../../tensor/tensor.js';
import { evaluateNode, isExact } from '../evaluate.js';
import { bodiesOf, type Graph } from '../node.js';
import { rewrite } from '../rewrite.js';

/** Results larger than this are left to the runtime. */
const LARGEST = 64;

/**
 * Computes small nodes whose inputs are all known; but not the words behind dropout masks, whose number may be a size that an
 * export leaves open.
 */
export function foldConstants(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const known = inputs.every((input) => input.host && input.size <= LARGEST) && inputs.length > 0;
    const small = node.outputs.every((output) => output.size <= LARGEST);
    if (!known || !small || node.primitive.words === 'hashed' || bodiesOf(node.attributes).length > 0) return keep();
    const values = inputs.map((input) => input.host!);
    const results = evaluateNode(node, values);
    return [...values, ...results].every(isExact) ? results.map(fromHost) : keep();
  });
}
