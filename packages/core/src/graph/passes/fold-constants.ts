import { emptyArray } from '../../tensor/host-array.js';
import { fromHost } from '../../tensor/tensor.js';
import { evaluateNode, isExact } from '../evaluate.js';
import { bodiesOf, type Graph, type Node } from '../node.js';
import { rewrite } from '../rewrite.js';

/** Results larger than this are left to the runtime. */
const LARGEST = 64;

/**
 * Computes small nodes whose inputs are all known; but not the words behind dropout masks, whose number may be a size that an
 * export leaves open. Results without elements, and products of nothing, are known in any case: some kernels of the runtime refuse to make
 * them, or end the process.
 *
 * @param isOpen whether sizes may be open: what a broadcast makes is left then, since it may be larger for other sizes
 */
export function foldConstants(graph: Graph, isOpen = false): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!isOpen && isOfNothing(node)) return node.outputs.map((x) => fromHost(emptyArray(x)));
    const known = inputs.every((input) => input.host && input.size <= LARGEST) && inputs.length > 0;
    const most = isOpen ? Math.max(...inputs.map((input) => input.size)) : LARGEST;
    const small = node.outputs.every((output) => output.size <= most);
    if (!known || !small || node.primitive.words === 'hashed' || bodiesOf(node.attributes).length > 0) return keep();
    const values = inputs.map((input) => input.host!);
    const results = evaluateNode(node, values);
    return [...values, ...results].every(isExact) ? results.map(fromHost) : keep();
  });
}

/** Whether a node has no results, or multiplies nothing. */
export const isOfNothing = ({ primitive, inputs, outputs }: Node): boolean =>
  outputs.every(({ size }) => size === 0) ||
  (primitive.multiplies === true && inputs.length === 2 && inputs.some(({ size }) => size === 0));
