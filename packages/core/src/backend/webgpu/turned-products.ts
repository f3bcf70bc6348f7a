/** Products of matrices where software stands for a GPU. */

import { is, type NodeOf } from '../../graph/match.js';
import type { Pass } from '../../graph/passes/optimize.js';
import { rewrite } from '../../graph/rewrite.js';
import { int, string } from '../../onnx/graph-builder.js';
import { emit } from '../../op.js';
import { type MatmulAttributes, matmulPrimitive } from '../../primitives/matmul.js';

/** Columns, and rows, of a tile: a product that fills less is done at once. */
const TILE = 32;

/** The same product, of the second matrix turned around before. */
const ofTurned = {
  ...matmulPrimitive,
  lower: (lowering, [x, y], { attributes: { transposeX } }) => {
    const turned = lowering.op('Einsum', [y!], { equation: string('ij->ji') });
    return lowering.op('Gemm', [x!, turned], { transA: int(transposeX ? 1 : 0), transB: int(1) });
  },
} as const satisfies typeof matmulPrimitive;

/**
 * The runtime's shader for a second matrix that is transposed takes half of the processor's time there, whichever product it is. On a GPU it
 * need not: its threads meet in the memory that they share.
 */
export const turnedProducts: Pass = (graph) =>
  rewrite(graph, (node, inputs, keep) =>
    is(node, matmulPrimitive) && isTurned(node) ? emit(ofTurned, inputs, node.attributes) : keep(),
  );

/** Whether it is of two matrices, none of which is small, and the shader is the one for four numbers at once. */
function isTurned({ inputs: [x, y], outputs: [product], attributes }: NodeOf<MatmulAttributes>): boolean {
  const [length] = y!.shape;
  return (
    x!.rank === 2 &&
    y!.rank === 2 &&
    !attributes.transposeY &&
    product!.dtype.startsWith('float') &&
    [...product!.shape, length!].every((size) => size >= TILE) &&
    x!.shape[1]! % 4 === 0 &&
    length! % 4 === 0
  );
}
