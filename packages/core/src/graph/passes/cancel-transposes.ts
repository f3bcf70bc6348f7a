import { emit } from '../../op.js';
import { type MatmulAttributes, matmulPrimitive } from '../../primitives/matmul.js';
import { transpose, transposePrimitive } from '../../primitives/movement.js';
import { range, sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is, madeBy } from '../match.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';

/** A transpose of a transpose is one transpose, or none; one in front of a matrix product is a flag of the product. */
export function cancelTransposes(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (is(node, matmulPrimitive)) return mergeIntoProduct(node, inputs) ?? keep();
    const inner = is(node, transposePrimitive) ? madeBy(inputs[0], transposePrimitive) : null;
    if (!inner) return keep();
    return [transpose(inner.inputs[0]!, composed(inner.attributes.permutation, permutationOf(node)!))];
  });
}

/** The axes that a transpose node puts in order; null for any other node. */
export const permutationOf = (node: Node): readonly number[] | null =>
  is(node, transposePrimitive) ? node.attributes.permutation : null;

/** The permutation that does `inner`, then `outer`. */
export const composed = (inner: readonly number[], outer: readonly number[]): number[] =>
  outer.map((axis) => inner[axis]!);

function mergeIntoProduct(node: Node<MatmulAttributes>, inputs: readonly Tensor[]): readonly Tensor[] | null {
  const swapped = inputs.map((input) => {
    const { rank } = input;
    const source = madeBy(input, transposePrimitive);
    const swaps = source && sameShape(source.attributes.permutation, [...range(rank - 2), rank - 1, rank - 2]);
    return swaps ? source.inputs[0]! : null;
  });
  if (swapped.every((source) => source === null)) return null;
  const { transposeX, transposeY } = node.attributes;
  return emit(
    matmulPrimitive,
    inputs.map((input, i) => swapped[i] ?? input),
    { transposeX: transposeX !== (swapped[0] !== null), transposeY: transposeY !== (swapped[1] !== null) },
  );
}
