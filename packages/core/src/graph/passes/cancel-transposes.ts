import { emit } from '../../op.js';
import { transpose } from '../../primitives/movement.js';
import { range, sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';

/** A transpose of a transpose is one transpose, or none; one in front of a matrix product is a flag of the product. */
export function cancelTransposes(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (node.primitive.name === 'matmul') return mergeIntoProduct(node, inputs) ?? keep();
    const [outer, inner] = [permutationOf(node), inputs[0]?.node && permutationOf(inputs[0].node)];
    if (!outer || !inner) return keep();
    return [transpose(inputs[0]!.node!.inputs[0]!, composed(inner, outer))];
  });
}

/** The axes that a transpose node puts in order; null for any other node. */
export const permutationOf = (node: Node): readonly number[] | null =>
  node.primitive.name === 'transpose' ? (node.attributes.permutation as readonly number[]) : null;

/** The permutation that does `inner`, then `outer`. */
export const composed = (inner: readonly number[], outer: readonly number[]): number[] =>
  outer.map((axis) => inner[axis]!);

function mergeIntoProduct(node: Node, inputs: readonly Tensor[]): readonly Tensor[] | null {
  const swapped = inputs.map(({ node: source, rank }) => {
    const permutation = source && permutationOf(source);
    return permutation ? sameShape(permutation, [...range(rank - 2), rank - 1, rank - 2]) : false;
  });
  if (!swapped.some(Boolean)) return null;
  const { transposeX, transposeY } = node.attributes as { transposeX: boolean; transposeY: boolean };
  return emit(
    node.primitive,
    inputs.map((input, i) => (swapped[i] ? input.node!.inputs[0]! : input)),
    { transposeX: transposeX !== swapped[0], transposeY: transposeY !== swapped[1] },
  );
}
