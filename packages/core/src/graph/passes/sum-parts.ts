import { add } from '../../primitives/elementwise.js';
import { interleaved } from '../../primitives/interleave.js';
import { sum } from '../../primitives/reduce.js';
import type { Graph } from '../node.js';
import { rewrite } from '../rewrite.js';

/** The sum of interleaved parts is the sum of their sums, which does not wait for the parts to be interleaved. */
export function sumParts(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const whole = node.primitive === sum.primitive ? interleaved(inputs[0]!) : null;
    const { axes, keepdims } = node.attributes as { axes: readonly number[]; keepdims: boolean };
    if (!whole?.parts.length || !axes.includes(whole.axis)) return keep();
    return [whole.parts.map((part) => sum(part, axes, keepdims)).reduce(add)];
  });
}
