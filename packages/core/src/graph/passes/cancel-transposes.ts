import { transpose } from '../../primitives/movement.js';
import type { Tensor } from '../../tensor.js';
import type { Graph } from '../node.js';
import { rewrite } from '../rewrite.js';

/** A transpose of a transpose is one transpose, or none: what convolutions in a row leave between them. */
export function cancelTransposes(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (node.primitive.name !== 'transpose') return keep();
    const inner = inputs[0]!.node;
    if (inner?.primitive.name !== 'transpose') return keep();
    const outer = permutationOf(node);
    const combined = outer.map((axis) => permutationOf(inner)[axis]!);
    return [transpose(inner.inputs[0] as Tensor, combined)];
  });
}

const permutationOf = (node: { attributes: Readonly<Record<string, unknown>> }): readonly number[] =>
  node.attributes.permutation as readonly number[];
