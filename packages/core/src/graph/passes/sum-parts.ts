import { add } from '../../primitives/elementwise.js';
import { interleaved } from '../../primitives/interleave.js';
import { sum } from '../../primitives/reduce.js';
import { is } from '../match.js';
import type { Graph } from '../node.js';
import { rewrite } from '../rewrite.js';

/** The sum of interleaved parts is the sum of their sums, which does not wait for the parts to be interleaved. */
export function sumParts(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!is(node, sum)) return keep();
    const whole = interleaved(inputs[0]!);
    const { axes, keepdims } = node.attributes;
    if (!whole?.parts.length || !axes.includes(whole.axis)) return keep();
    return [whole.parts.map((part) => sum(part, axes, keepdims)).reduce(add)];
  });
}
